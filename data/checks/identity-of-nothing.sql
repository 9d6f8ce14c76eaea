-- words: a number that holds on has no statements
-- severity: warning
-- over: identity
-- column: case_id
-- todo: name a case of the record
-- source: by definition
SELECT 'row ' || (rowid + 2) AS entity_id FROM identity
WHERE withdrawn_at IS NULL AND case_id NOT IN (SELECT case_id FROM any_statement WHERE case_id IS NOT NULL)
