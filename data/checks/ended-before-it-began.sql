-- words: a spell ended before it began
-- severity: error
-- over: spells
-- column: ended_on
-- todo: look up both days and correct the wrong one
-- source: by definition; for episodes also SSDA903 validation rule 356
SELECT entity_id FROM {table} WHERE withdrawn_at IS NULL AND ended_on < occurred_on
