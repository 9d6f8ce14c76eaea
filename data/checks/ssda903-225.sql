-- words: a placement changed and no reason for it is on record (SSDA903 225)
-- severity: warning
-- over: placement
-- column: change_reason
-- needs: placement.change_reason placement.change
-- todo: state why the placement changed
-- source: SSDA903 validation rule 225 (2024/25 edition)
SELECT entity_id, statement_id, ended_on AS day FROM care_episode WHERE NOT short_break AND end_reason = 'X1' AND next_on = ended_on AND next_change IN ('P', 'T', 'B', 'U') AND change_reason IS NULL AND NOT in_group('PLACE', placement_type, 'temporary') AND NOT coalesce(in_group('PLACE', next_type, 'temporary'), false)
