-- words: a table has rows but no coverage
-- severity: warning
-- over: coverage
-- column: table_name
-- todo: add a row for it to coverage; until then results from it say not recorded
-- source: whether something was recorded at all is decided from the coverage
SELECT DISTINCT table_name AS entity_id FROM any_statement
WHERE EXISTS (FROM {table}) AND table_name NOT IN (SELECT table_name FROM {table} WHERE table_name IS NOT NULL)
  AND table_name NOT IN ('child', 'person')
