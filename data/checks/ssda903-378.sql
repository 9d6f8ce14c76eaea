-- words: placed with parents while accommodated under section 20 (SSDA903 378)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.placement_type legal.legal_status
-- todo: mend the placement or the legal status
-- source: SSDA903 validation rule 378 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND placement_type = 'P1' AND legal_status = 'V2'
