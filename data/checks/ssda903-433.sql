-- words: an episode continues care but does not begin on the day on which the one before ended (SSDA903 433)
-- severity: warning
-- over: placement
-- column: occurred_on
-- needs: placement.change placement.end_reason
-- todo: mend the day, or add what lies between: there is a gap in care
-- source: SSDA903 validation rule 433 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND change IN ('P', 'L', 'T', 'B', 'U') AND ended_before < occurred_on AND reason_before = 'X1'
