-- words: {what} that was open differs from one return to the next (SSDA903 {rule})
-- severity: warning
-- each: open_changes.csv
-- column: {column}
-- extracts: 2
-- needs: {table}.{column}
-- todo: a spell that goes on stays as it was: correct the wrong return, or end it and begin another
-- source: SSDA903 validation rules 503A to 503G, SW16aSTG2 and SW16cSTG2 (2024/25 edition)
SELECT entity_id, statement_id, CAST(recorded_at AS DATE) AS day FROM (
    SELECT entity_id, statement_id, recorded_at, {column} AS said, lag({column}) OVER versions AS before,
           lag(ended_on) OVER versions IS NULL AND lag(statement_id) OVER versions IS NOT NULL AS was_open
    FROM {table} WINDOW versions AS (PARTITION BY entity_id ORDER BY recorded_at, statement_id)
) WHERE was_open AND before <> said
