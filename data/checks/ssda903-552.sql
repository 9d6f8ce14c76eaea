-- words: placed for adoption before the decision to place (SSDA903 552)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.placement_type status.kind
-- todo: look up both days and correct the wrong one
-- source: SSDA903 validation rule 552 (2024/25 edition)
SELECT e.entity_id, e.statement_id, e.occurred_on AS day FROM care_episode e JOIN (SELECT case_id, min(occurred_on) AS decided_on FROM status_now WHERE kind = 'placed for adoption' GROUP BY case_id) s ON s.case_id = e.case_id
WHERE e.placement_type LIKE 'A_' AND e.occurred_on < s.decided_on
