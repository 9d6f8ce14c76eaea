-- words: the latest moment of recording is before the earliest
-- severity: error
-- over: statements
-- column: recorded_by
-- todo: recorded_at is the earliest it can have stood, recorded_by the latest; put them in that order
-- source: by definition
SELECT entity_id FROM {table} WHERE recorded_by < recorded_at
