-- words: withdrawn before it was recorded
-- severity: error
-- over: statements, staff
-- column: withdrawn_at
-- todo: look up when it was recorded and when it was withdrawn, and correct the wrong one
-- source: by definition
SELECT entity_id, statement_id FROM {table} WHERE withdrawn_at < recorded_at
