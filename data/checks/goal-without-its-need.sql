-- words: a goal answers a need that is not in the record
-- severity: warning
-- over: goal
-- column: need_id
-- todo: name the entity_id of a need, or leave it empty
-- source: by definition
SELECT entity_id FROM {table} WHERE withdrawn_at IS NULL AND need_id IS NOT NULL AND need_id NOT IN (SELECT entity_id FROM need WHERE entity_id IS NOT NULL)
