-- words: placed for adoption with the current carers, and the child was in no foster placement before (SSDA903 336)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.placement_type
-- todo: mend the type, or add the foster placement
-- source: SSDA903 validation rule 336 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND placement_type IN ('A3', 'A5') AND ended_before = occurred_on AND type_before NOT LIKE 'U%' AND type_before NOT LIKE 'A%' AND NOT in_group('PLACE', type_before, 'temporary')
