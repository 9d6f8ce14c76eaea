-- words: a decision links to something that is not in the record
-- severity: warning
-- over: decision
-- column: links
-- todo: links are entity_ids with spaces between them
-- source: by definition
SELECT entity_id FROM (
    SELECT entity_id, unnest(string_split_regex(trim(links), '\s+')) AS link FROM {table} WHERE withdrawn_at IS NULL AND trim(links) <> ''
) WHERE link NOT IN (SELECT entity_id FROM any_statement)
