-- words: a statement is restricted and no known reason says why
-- severity: error
-- over: statements
-- column: restricted
-- todo: write third party, police-sensitive or privileged; until then it is held back as if it were restricted
-- source: record schema: statements are held back and counted by reason
SELECT entity_id, statement_id, occurred_on AS day FROM {table}
WHERE restricted IS NOT NULL AND restricted NOT IN ('third party', 'police-sensitive', 'privileged')
