-- words: placed for adoption under an order, and no placement order is on record (SSDA903 408)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.placement_type legal.legal_status
-- todo: add the order, or mend the type
-- source: SSDA903 validation rule 408 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND placement_type IN ('A5', 'A6') AND legal_status IS NOT NULL AND legal_status <> 'E1' AND case_id NOT IN (SELECT case_id FROM legal_now WHERE legal_status = 'E1' AND case_id IS NOT NULL)
