-- words: a child in need plan started and ended on one day (CIN census 4012Q)
-- severity: warning
-- over: plan
-- column: ended_on
-- needs: plan.ended_on
-- todo: look up both days
-- source: CIN census validation rule 4012Q
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE kind = 'child in need plan' AND ended_on = occurred_on
