-- words: a child did not return from a temporary placement to the one before (SSDA903 383)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.placement_type
-- todo: mend the type, or add the return
-- source: SSDA903 validation rule 383 (2024/25 edition)
SELECT entity_id, statement_id, ended_on AS day FROM care_episode WHERE NOT short_break AND in_group('PLACE', placement_type, 'temporary') AND type_before IS NOT NULL AND next_type IS NOT NULL AND next_type <> type_before AND next_on = ended_on
