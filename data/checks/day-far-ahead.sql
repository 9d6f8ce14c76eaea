-- words: a day lies more than {limit far_ahead_years} years after the end of the record
-- severity: error
-- over: statements
-- column: occurred_on
-- todo: mend the year
-- source: by definition; plans may lie ahead, but not so far
SELECT entity_id, statement_id, occurred_on AS day FROM {now}
WHERE occurred_on > (SELECT last_day FROM ending) + INTERVAL {limit far_ahead_years} YEAR
