-- words: {what} began before a return was made that did not show it ({rule})
-- severity: warning
-- each: late_starts.csv
-- column: occurred_on
-- extracts: 2
-- todo: look up its start; if it is right, the earlier return left it out
-- source: the return's rule named in the words (2024/25 edition)
SELECT x.entity_id, x.statement_id, CAST(x.recorded_at AS DATE) AS day
FROM (SELECT DISTINCT ON (entity_id) * FROM {table} WHERE {which} ORDER BY entity_id, recorded_at, statement_id) x
ASOF JOIN (SELECT recorded_at AS began_at FROM coverage WHERE table_name = '{name}' AND recorded_at > (SELECT min(recorded_at) FROM coverage WHERE table_name = '{name}')) e
  ON e.began_at <= x.recorded_at
WHERE x.occurred_on < CAST(e.began_at AS DATE) - INTERVAL 1 DAY AND x.case_id IN (SELECT case_id FROM placement WHERE recorded_at < e.began_at AND case_id IS NOT NULL)
