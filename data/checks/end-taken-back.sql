-- words: {what} had ended in one return, and in the next it goes on, or ended on another day ({rule})
-- severity: warning
-- each: unsaid_ends.csv
-- column: ended_on
-- extracts: 2
-- todo: look up the day on which it ended, and correct the wrong return
-- source: the return's rule named in the words (2024/25 edition)
SELECT entity_id, statement_id, CAST(recorded_at AS DATE) AS day FROM (
    SELECT entity_id, statement_id, recorded_at, ended_on, lag(ended_on) OVER versions AS before, lag(recorded_at) OVER versions AS said_at
    FROM {table} WHERE {which} WINDOW versions AS (PARTITION BY entity_id ORDER BY recorded_at, statement_id)
) WHERE before <= CAST(said_at AS DATE) AND before IS DISTINCT FROM ended_on
