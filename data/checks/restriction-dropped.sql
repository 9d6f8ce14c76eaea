-- words: a later version of a restricted statement is no longer restricted
-- severity: warning
-- over: statements
-- column: restricted
-- needs: {table}.restricted
-- todo: restrict it again, or make sure that somebody meant to lift it
-- source: project: a correction must not lift a restriction unseen
SELECT entity_id, statement_id, occurred_on AS day FROM (
    SELECT entity_id, statement_id, occurred_on, restricted, withdrawn_at, lag(restricted) OVER (PARTITION BY entity_id ORDER BY recorded_at, statement_id) AS earlier FROM {table}
) WHERE earlier IS NOT NULL AND restricted IS NULL AND withdrawn_at IS NULL
