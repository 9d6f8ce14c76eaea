-- words: a spell lies wholly outside the days that the coverage claims
-- severity: note
-- over: status, placement, legal, need, incident, missing, assessment, plan, service, goal, action, involvement
-- column: occurred_on
-- covered: {table}
-- todo: widen the coverage where the record is whole for those days; else nothing counts there, which is as it should be
-- source: whether something was recorded at all is decided from the coverage
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x JOIN cover c ON c.table_name = '{name}'
WHERE x.occurred_precision IS DISTINCT FROM 'on or before' AND x.occurred_on <= CAST(x.recorded_at AS DATE)
  AND (x.ended_on < c.covered_from - INTERVAL {limit cover_days} DAY OR x.occurred_on > c.covered_to + INTERVAL {limit cover_days} DAY)
