-- words: a period of care ends with a temporary placement (SSDA903 381)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.end_reason placement.placement_type
-- todo: put the child's own placement last
-- source: SSDA903 validation rule 381 (2024/25 edition)
SELECT entity_id, statement_id, ended_on AS day FROM care_episode WHERE NOT short_break AND in_group('REC', end_reason, 'final') AND in_group('PLACE', placement_type, 'temporary')
