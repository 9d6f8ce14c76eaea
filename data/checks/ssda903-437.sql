-- words: there are episodes after the child died or was found to be an adult (SSDA903 437)
-- severity: error
-- over: placement
-- column: end_reason
-- needs: placement.end_reason
-- todo: mend the reason, or take the later episodes out
-- source: SSDA903 validation rule 437 (2024/25 edition)
SELECT entity_id, statement_id, ended_on AS day FROM care_episode WHERE NOT short_break AND end_reason IN ('E2', 'E15') AND next_on >= ended_on
