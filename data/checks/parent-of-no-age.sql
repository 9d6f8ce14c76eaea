-- words: a parent was younger than {limit parent_youngest_years} or older than {limit parent_oldest_years} when the child was born
-- severity: warning
-- over: person
-- column: born_on
-- needs: person.born_on child.born_on
-- todo: look up both dates of birth, and the role
-- source: SSDA903 validation rule 620 and 621 for mothers; see data/checks/limits.csv
SELECT p.entity_id, p.statement_id FROM {now} p JOIN birth b ON b.case_id = p.case_id
WHERE p.role IN ('mother', 'father', 'parent')
  AND (b.born_on < p.born_on + INTERVAL {limit parent_youngest_years} YEAR OR b.born_on > p.born_on + INTERVAL {limit parent_oldest_years} YEAR)
