-- words: on record before the day on which it happened
-- severity: error
-- each: happened.csv
-- column: recorded_at
-- todo: mend the day, or the moment of recording; what is only planned must not be said to have happened
-- source: by definition; what may be planned is exempt (data/checks/happened.csv)
SELECT entity_id, statement_id, occurred_on AS day FROM {now}
WHERE NOT coalesce({plans}, false) AND occurred_on > CAST(coalesce(recorded_by, recorded_at) AS DATE) + INTERVAL {limit recorded_early_days} DAY
