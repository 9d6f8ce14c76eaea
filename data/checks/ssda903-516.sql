-- words: a guardianship order to the foster carer, and the last placement was no foster placement (SSDA903 516)
-- severity: warning
-- over: placement
-- column: end_reason
-- needs: placement.end_reason
-- from: 2019
-- todo: mend the reason, or the placement
-- source: SSDA903 validation rule 516 (2024/25 edition)
SELECT entity_id, statement_id, ended_on AS day FROM care_episode WHERE NOT short_break AND end_reason IN ('E45', 'E46') AND placement_type NOT LIKE 'U%'
