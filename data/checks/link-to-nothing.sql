-- words: a link leads to nothing in the record ({column})
-- severity: warning
-- each: links.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: name the entity_id of the thing, or leave the cell empty
-- source: by definition: record schema
SELECT x.{thing} AS entity_id, x.statement_id FROM {now} x
WHERE x.{column} IS NOT NULL
  AND x.{column} NOT IN (SELECT entity_id FROM any_statement WHERE table_name IN ({to}) AND entity_id IS NOT NULL)
