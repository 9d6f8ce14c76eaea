-- words: a date of birth more than a pregnancy after the end of the record
-- severity: error
-- over: child
-- column: born_on
-- needs: child.born_on
-- todo: mend the year
-- source: SSDA903 validation rule 301 and CIN census validation rule 8520; an expected date may lie ahead
SELECT entity_id, statement_id FROM {now} WHERE born_on > (SELECT last_day FROM ending) + INTERVAL {limit pregnancy_days} DAY
