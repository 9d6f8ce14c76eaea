-- words: {what} is not what was recorded before ({rule})
-- severity: warning
-- each: constants.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: look up which is right; an expected date of birth that came true is no fault
-- source: the return's rule named in the words (2024/25 edition)
SELECT entity_id, statement_id, CAST(recorded_at AS DATE) AS day FROM (
    SELECT entity_id, statement_id, recorded_at, {column} AS said, lag({column}) OVER versions AS before, lag(recorded_at) OVER versions AS said_at
    FROM {table} WHERE {which} WINDOW versions AS (PARTITION BY entity_id ORDER BY recorded_at, statement_id)
) WHERE before <> said AND NOT ('{column}' = 'born_on' AND TRY_CAST(CAST(before AS VARCHAR) AS DATE) > CAST(said_at AS DATE))
  AND NOT ('{column}' = 'sex' AND CAST(before AS VARCHAR) = 'unknown')
