-- words: placed for adoption with the current carers, and the reason says that the carers changed (SSDA903 217)
-- severity: warning
-- over: placement
-- column: change
-- needs: placement.placement_type placement.change
-- todo: mend the reason or the type
-- source: SSDA903 validation rule 217 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND placement_type IN ('A3', 'A5') AND change NOT IN ('S', 'T', 'U')
