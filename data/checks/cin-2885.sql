-- words: a child protection plan started on another day than the initial conference (CIN census 2885)
-- severity: warning
-- over: plan
-- column: occurred_on
-- needs: meeting.kind
-- todo: look up both days: a plan starts with its conference
-- source: CIN census validation rule 2885
SELECT p.entity_id, p.statement_id, p.occurred_on AS day FROM {now} p
ANTI JOIN (SELECT case_id, occurred_on FROM meeting_now WHERE kind = 'initial child protection conference') m ON m.case_id = p.case_id AND m.occurred_on = p.occurred_on
WHERE p.kind = 'child protection plan' AND p.occurred_on IS NOT NULL
  AND p.case_id IN (SELECT case_id FROM meeting_now WHERE kind = 'initial child protection conference' AND occurred_on IS NOT NULL)
