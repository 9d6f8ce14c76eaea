-- words: a period of care starts with a temporary placement (SSDA903 380)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.change placement.placement_type
-- todo: put the child's own placement first
-- source: SSDA903 validation rule 380 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND change = 'S' AND in_group('PLACE', placement_type, 'temporary')
