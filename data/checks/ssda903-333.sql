-- words: a child was matched with adopters before the decision that adoption is best (SSDA903 333)
-- severity: warning
-- over: decision
-- column: occurred_on
-- needs: decision.kind
-- todo: look up both days and correct the wrong one
-- source: SSDA903 validation rule 333 (2024/25 edition)
SELECT m.entity_id, m.statement_id, m.occurred_on AS day FROM {now} m JOIN (SELECT case_id, min(occurred_on) AS decided_on FROM decision_now WHERE kind = 'adoption decision' GROUP BY case_id) d ON d.case_id = m.case_id
WHERE m.kind = 'match with adopters' AND m.occurred_on < d.decided_on
