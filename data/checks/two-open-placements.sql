-- words: a child has two placements open at once
-- severity: error
-- over: placement
-- column: ended_on
-- todo: end the one that is over, or mark a short break as such
-- source: SSDA903 validation rule 142 (a new episode while the previous one is open)
SELECT entity_id FROM (
    SELECT entity_id, row_number() OVER (PARTITION BY case_id ORDER BY occurred_on DESC, entity_id) AS nth
    FROM {table} WHERE withdrawn_at IS NULL AND ended_on IS NULL AND occurred_on IS NOT NULL AND NOT coalesce(short_break, false)
) WHERE nth > 1
