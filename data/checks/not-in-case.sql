-- words: a case has statements but no spell in the table case
-- severity: warning
-- over: case
-- column: case_id
-- todo: add the spell in which it was open; without one it is neither in a sample's frame by its case nor counted as open
-- source: by definition
SELECT min(entity_id) AS entity_id FROM any_statement
WHERE case_id NOT IN (SELECT case_id FROM "case" WHERE case_id IS NOT NULL)
GROUP BY case_id
