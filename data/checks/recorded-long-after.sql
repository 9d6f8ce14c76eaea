-- words: first recorded more than {limit recorded_late_years} year after it happened
-- severity: note
-- over: statements
-- column: recorded_at
-- todo: nothing, where it was truly learnt late or moved from an older system (say so in basis: migrated); else mend the year
-- source: a hint, not a standard; history that came with an extract is left out
SELECT entity_id, statement_id, occurred_on AS day FROM (
    SELECT entity_id, statement_id, occurred_on, occurred_precision, basis, recorded_at,
           row_number() OVER (PARTITION BY entity_id ORDER BY recorded_at, statement_id) AS version FROM {table}
)
WHERE version = 1 AND coalesce(basis, 'recorded') = 'recorded' AND occurred_precision IS DISTINCT FROM 'on or before'
  AND occurred_on < CAST(recorded_at AS DATE) - INTERVAL {limit recorded_late_years} YEAR
