-- words: placed for adoption, and no decision to place is on record (SSDA903 551)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.placement_type status.kind
-- todo: add the decision, or mend the type
-- source: SSDA903 validation rule 551 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode
WHERE placement_type LIKE 'A_' AND case_id NOT IN (SELECT case_id FROM status WHERE kind = 'placed for adoption' AND case_id IS NOT NULL)
