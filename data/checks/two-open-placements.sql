-- words: a child has two placements open at once
-- severity: error
-- over: placement
-- column: ended_on
-- todo: end the one that is over, or mark a short break as such
-- source: SSDA903 validation rule 142 (a new episode while the previous one is open)
SELECT entity_id, statement_id, occurred_on AS day FROM (
    SELECT entity_id, statement_id, occurred_on, row_number() OVER (PARTITION BY case_id ORDER BY occurred_on DESC, entity_id) AS nth
    FROM (SELECT DISTINCT ON (entity_id) * FROM {now} WHERE NOT coalesce(short_break, false) AND occurred_on <= (SELECT last_day FROM ending)
          ORDER BY entity_id, recorded_at DESC, statement_id DESC)
    WHERE ended_on IS NULL
) WHERE nth > 1
