-- words: the moment of a decision lies on another day than the decision
-- severity: warning
-- over: decision
-- column: decided_at
-- needs: decision.decided_at
-- todo: the two name the same day: correct the wrong one
-- source: record schema: decided_at is the moment of occurred_on
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE CAST(decided_at AS DATE) <> occurred_on
