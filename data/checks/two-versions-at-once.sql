-- words: two versions of one thing stand at the same time
-- severity: error
-- over: statements, staff
-- column: withdrawn_at
-- todo: withdraw the earlier version at the moment the later one was recorded; until then the later one is taken
-- source: by definition: at most one version stands at any instant
SELECT entity_id, statement_id FROM (
    SELECT entity_id, statement_id, coalesce(withdrawn_at, TIMESTAMP '9999-12-31') AS gone,
           lead(recorded_at) OVER (PARTITION BY entity_id ORDER BY recorded_at, statement_id) AS follows
    FROM {table} WHERE entity_id IS NOT NULL AND recorded_at IS NOT NULL
) WHERE follows < gone
