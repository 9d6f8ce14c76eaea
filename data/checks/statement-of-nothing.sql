-- words: it names a statement that is not in the record
-- severity: warning
-- each: statement_links.csv
-- column: {column}
-- todo: name the statement_id of a row of the record, or take the entry out
-- source: by definition: record schema
SELECT statement_id AS entity_id FROM {now} WHERE statement_id NOT IN (
    SELECT statement_id FROM any_statement WHERE statement_id IS NOT NULL UNION ALL SELECT statement_id FROM staff WHERE statement_id IS NOT NULL)
