-- words: {what}
-- severity: warning
-- each: inner_days.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: look up both days and correct the wrong one
-- source: by definition
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE {column} < occurred_on
