-- words: two statements have the same statement_id
-- severity: error
-- over: statements, staff
-- column: statement_id
-- todo: make the ids anew; each version of a thing needs its own
-- source: by definition
SELECT entity_id, statement_id FROM (
    SELECT entity_id, statement_id, row_number() OVER (PARTITION BY statement_id ORDER BY entity_id, recorded_at) AS nth
    FROM {table} WHERE statement_id IS NOT NULL
) WHERE nth > 1
