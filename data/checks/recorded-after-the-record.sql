-- words: recorded more than {limit recorded_beyond_days} days after the last day that the coverage claims
-- severity: warning
-- over: statements
-- column: recorded_at
-- todo: mend the moment of recording, or the coverage
-- source: by definition; a return is taken some weeks after its last day
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {table} x JOIN cover c ON c.table_name = '{name}'
WHERE CAST(x.recorded_at AS DATE) > c.covered_to + INTERVAL {limit recorded_beyond_days} DAY
