-- words: an end lies more than {limit far_ahead_years} years after the end of the record
-- severity: error
-- over: spells
-- column: ended_on
-- todo: mend the year
-- source: by definition; plans may lie ahead, but not so far
SELECT entity_id, statement_id, ended_on AS day FROM {now}
WHERE ended_on > (SELECT last_day FROM ending) + INTERVAL {limit far_ahead_years} YEAR
