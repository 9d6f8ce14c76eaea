-- words: a list of links names something that is not in the record ({column})
-- severity: warning
-- each: link_lists.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: links are entity_ids with spaces between them; take out what is gone
-- source: by definition: record schema
SELECT entity_id, statement_id FROM (
    SELECT entity_id, statement_id, unnest(string_split_regex(trim({column}), '\s+')) AS link FROM {now} WHERE trim({column}) <> ''
) WHERE link NOT IN (SELECT entity_id FROM any_statement WHERE entity_id IS NOT NULL)
