-- words: a code is in none of the lists known ({lists})
-- severity: warning
-- each: code_columns.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: use a code of the list, or tell the import what the word means
-- source: code lists of the returns (data/codes); codes of AFCARS are let through
SELECT entity_id, statement_id, occurred_on AS day FROM {table}
WHERE withdrawn_at IS NULL AND {column} IS NOT NULL
  AND {column} NOT IN (SELECT code FROM code WHERE list IN (SELECT unnest(string_split('{lists}', ' '))) OR list LIKE 'afcars%')
  AND {column} NOT IN (SELECT label FROM code)
