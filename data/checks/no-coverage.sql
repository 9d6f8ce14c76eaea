-- words: the record does not say what it was meant to hold
-- severity: warning
-- over: coverage
-- column: table_name
-- todo: every result will say not recorded. Write coverage.csv: table_name,covered_from,covered_to,recorded_at,source; one row a table that was kept, covered_to empty while it still is
-- source: whether something was recorded at all is decided from the coverage, never from an empty table
SELECT 'coverage' AS entity_id WHERE NOT EXISTS (FROM {table})
