-- words: an action serves a goal that is not in the record
-- severity: warning
-- over: action
-- column: goal_id
-- todo: name the entity_id of a goal, or leave it empty
-- source: by definition
SELECT entity_id FROM {table} WHERE withdrawn_at IS NULL AND goal_id IS NOT NULL AND goal_id NOT IN (SELECT entity_id FROM goal WHERE entity_id IS NOT NULL)
