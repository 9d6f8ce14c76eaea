-- words: a child protection plan started and ended on one day (CIN census 8840)
-- severity: warning
-- over: plan
-- column: ended_on
-- needs: plan.ended_on
-- todo: look up both days
-- source: CIN census validation rule 8840
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE kind = 'child protection plan' AND ended_on = occurred_on
