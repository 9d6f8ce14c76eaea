-- words: no day on which it happened
-- severity: warning
-- over: decision, placement, review, visit, incident, information
-- column: occurred_on
-- todo: fill in the day; an undated decision gets no view, and an undated event counts nowhere
-- source: by definition
SELECT entity_id, statement_id FROM {now} WHERE occurred_on IS NULL
