-- words: only the legal status changed by its reason, yet the placement changed, or the status did not (SSDA903 434)
-- severity: warning
-- over: placement
-- column: change
-- needs: placement.change legal.legal_status
-- todo: mend the reason, or the placement
-- source: SSDA903 validation rule 434 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND change = 'L' AND ended_before = occurred_on AND (legal_before = legal_status OR type_before <> placement_type OR setting_before <> setting_id)
