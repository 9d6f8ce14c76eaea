-- words: a reason for a change of placement is on record, and the placement did not change (SSDA903 226)
-- severity: warning
-- over: placement
-- column: change_reason
-- needs: placement.change_reason placement.change
-- todo: take it out, or mend the next episode's reason
-- source: SSDA903 validation rule 226 (2024/25 edition)
SELECT entity_id, statement_id, ended_on AS day FROM care_episode WHERE NOT short_break AND change_reason IS NOT NULL AND next_on = ended_on AND next_change = 'L'
