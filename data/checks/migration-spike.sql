-- words: many entries of a table were recorded on one day: a migration or a batch
-- severity: warning
-- over: statements
-- column: recorded_at
-- todo: where they were moved from an older system, say so in basis: migrated; their record times are not those of the entries
-- source: project: see data/checks/limits.csv
SELECT '{name}' AS entity_id, on_day AS day FROM (
    SELECT CAST(recorded_at AS DATE) AS on_day, count(*) AS n, sum(count(*)) OVER () AS every
    FROM {table} WHERE coalesce(basis, 'recorded') = 'recorded' AND occurred_on < CAST(recorded_at AS DATE) GROUP BY 1
) WHERE n >= {limit spike_least} AND n >= {limit spike_share} * every
