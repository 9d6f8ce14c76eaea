-- words: the ledger names a statement that is not in the record
-- severity: warning
-- over: ledger
-- column: statement_id
-- todo: name the statement_id of a row of the record, or take the entry out
-- source: by definition
SELECT statement_id AS entity_id FROM {table} WHERE statement_id NOT IN (SELECT statement_id FROM any_statement)
