-- words: something happened to the child more than a year before its birth
-- severity: error
-- over: child
-- column: born_on
-- todo: mend the date of birth, or the day of the statement
-- source: by definition; a case may open before birth
SELECT c.entity_id FROM {table} c
WHERE c.withdrawn_at IS NULL AND EXISTS (FROM any_statement s WHERE s.case_id = c.case_id AND s.occurred_on < c.born_on - INTERVAL 1 YEAR)
