-- words: the coverage names a table that there is not
-- severity: warning
-- over: coverage
-- column: table_name
-- todo: use the names in the data dictionary
-- source: by definition
SELECT table_name AS entity_id FROM {table} WHERE table_name NOT IN (SELECT name FROM known_table)
