-- words: a child stayed an unaccompanied asylum-seeking child after the 18th birthday (SSDA903 304)
-- severity: warning
-- over: status
-- column: ended_on
-- needs: status.kind child.born_on
-- todo: end it on or before that birthday
-- source: SSDA903 validation rule 304 (2024/25 edition)
SELECT s.entity_id, s.statement_id, s.ended_on AS day FROM {now} s JOIN birth b ON b.case_id = s.case_id
WHERE s.kind = 'unaccompanied asylum-seeking child' AND coalesce(s.ended_on, (SELECT last_day FROM ending)) > b.born_on + INTERVAL 18 YEAR
