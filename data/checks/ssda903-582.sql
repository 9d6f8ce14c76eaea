-- words: a child was matched with adopters on the very day of the adoption (SSDA903 582)
-- severity: warning
-- over: decision
-- column: occurred_on
-- needs: decision.kind
-- todo: look up both days: a match comes before the order
-- source: SSDA903 validation rule 582 (2024/25 edition)
SELECT m.entity_id, m.statement_id, m.occurred_on AS day FROM {now} m JOIN adoption a ON a.case_id = m.case_id
WHERE m.kind = 'match with adopters' AND m.occurred_on >= a.adopted_on
