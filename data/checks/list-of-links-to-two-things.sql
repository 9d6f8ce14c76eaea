-- words: a list of links names an id that things of more than one kind have ({column})
-- severity: warning
-- each: link_lists.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: give each thing an entity_id that no other table has; a link names no table, so it is read as a link to each of them
-- source: by definition: record schema
WITH shared AS (
    SELECT entity_id FROM any_statement WHERE entity_id IS NOT NULL GROUP BY entity_id HAVING count(DISTINCT table_name) > 1)
SELECT DISTINCT entity_id, statement_id FROM (
    SELECT entity_id, statement_id, unnest(string_split_regex(trim({column}), '\s+')) AS link FROM {now} WHERE trim({column}) <> ''
) WHERE link IN (FROM shared)
