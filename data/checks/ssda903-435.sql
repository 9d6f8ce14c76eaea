-- words: only the placement changed by its reason, yet the legal status changed (SSDA903 435)
-- severity: warning
-- over: placement
-- column: change
-- needs: placement.change legal.legal_status
-- todo: mend the reason, or the status
-- source: SSDA903 validation rule 435 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND change IN ('P', 'T') AND ended_before = occurred_on AND legal_before <> legal_status
