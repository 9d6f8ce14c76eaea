-- words: the decision to place for adoption and the decision that adoption is best lie on different days (SSDA903 523)
-- severity: warning
-- over: status
-- column: occurred_on
-- needs: status.kind decision.kind
-- todo: the two are one decision: correct the wrong day
-- source: SSDA903 validation rule 523 (2024/25 edition)
SELECT s.entity_id, s.statement_id, s.occurred_on AS day FROM {now} s
ANTI JOIN (SELECT case_id, occurred_on FROM decision_now WHERE kind = 'adoption decision') d ON d.case_id = s.case_id AND d.occurred_on = s.occurred_on
WHERE s.kind = 'placed for adoption' AND s.ended_on IS NULL AND s.occurred_on IS NOT NULL
  AND s.case_id IN (SELECT case_id FROM decision_now WHERE kind = 'adoption decision' AND occurred_on IS NOT NULL)
