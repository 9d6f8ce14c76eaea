-- words: a spell ended before it began
-- severity: error
-- over: spells, staff
-- column: ended_on
-- todo: look up both days and correct the wrong one
-- source: by definition; also SSDA903 validation rules 356 and 567, CIN census rules 4011, 8608 (assessment authorised before it started), 8630 and 8925
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE ended_on < occurred_on
