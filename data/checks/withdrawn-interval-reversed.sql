-- words: the latest moment of withdrawal is before the earliest
-- severity: error
-- over: statements
-- column: withdrawn_by
-- todo: withdrawn_at is the earliest it can have gone, withdrawn_by the latest; put them in that order
-- source: by definition
SELECT entity_id FROM {table} WHERE withdrawn_by < withdrawn_at
