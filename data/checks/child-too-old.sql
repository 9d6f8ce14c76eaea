-- words: somebody of {limit child_oldest_years} years or more has a case as a child
-- severity: warning
-- over: case
-- column: occurred_on
-- needs: child.born_on
-- todo: mend the date of birth, or the case
-- source: SSDA903 validation rule 351 and CIN census validation rule 8775Q: over 25
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x JOIN birth b ON b.case_id = x.case_id
WHERE x.occurred_on >= b.born_on + INTERVAL {limit child_oldest_years} YEAR
