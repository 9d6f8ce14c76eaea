-- words: written after a critical incident about days before it
-- severity: note
-- over: visit, contact, information, decision, supervision, meeting, assessment, account
-- column: recorded_at
-- needs: incident.severity
-- todo: read it as an account given afterwards, never as what stood at the time
-- source: practice of learning reviews: an entry made after the event is no contemporaneous record; limits in data/checks/limits.csv
SELECT x.entity_id, x.statement_id, x.occurred_on AS day
FROM (SELECT DISTINCT ON (entity_id) * FROM {table} WHERE occurred_on IS NOT NULL ORDER BY entity_id, recorded_at, statement_id) x
ASOF JOIN (SELECT case_id, occurred_on FROM incident_now WHERE severity >= {limit critical_severity} AND occurred_on IS NOT NULL) i
  ON i.case_id = x.case_id AND i.occurred_on > x.occurred_on
WHERE coalesce(x.basis, 'recorded') = 'recorded' AND CAST(x.recorded_at AS DATE) > i.occurred_on
  AND CAST(x.recorded_at AS DATE) - x.occurred_on > {limit afterwards_days}
