-- words: an initial child protection conference on a weekend (CIN census 8875)
-- severity: warning
-- over: meeting
-- column: occurred_on
-- needs: meeting.kind
-- todo: look up the day
-- source: CIN census validation rule 8875
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE kind = 'initial child protection conference' AND isodow(occurred_on) > 5
