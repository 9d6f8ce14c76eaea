-- words: care had ended with the episode before, and the next one is no start of care (SSDA903 432)
-- severity: warning
-- over: placement
-- column: change
-- needs: placement.change placement.end_reason
-- todo: mend one of the two reasons
-- source: SSDA903 validation rule 432 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND change IN ('P', 'L', 'T', 'B', 'U') AND reason_before IS NOT NULL AND reason_before <> 'X1'
