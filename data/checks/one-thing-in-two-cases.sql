-- words: one entity_id stands in two cases
-- severity: error
-- over: statements
-- column: entity_id
-- todo: give each child's thing its own entity_id; a key that was used again is another thing
-- source: by definition: a case is one child's record
SELECT entity_id FROM {table} WHERE entity_id IS NOT NULL GROUP BY entity_id HAVING count(DISTINCT case_id) > 1
