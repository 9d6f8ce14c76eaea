-- words: adopted without having been placed for adoption (SSDA903 390)
-- severity: warning
-- over: placement
-- column: end_reason
-- needs: placement.end_reason placement.placement_type
-- todo: mend the reason, or add the placement for adoption
-- source: SSDA903 validation rule 390 (2024/25 edition)
SELECT entity_id, statement_id, ended_on AS day FROM care_episode WHERE NOT short_break AND in_group('REC', end_reason, 'adoption') AND placement_type NOT LIKE 'A%'
