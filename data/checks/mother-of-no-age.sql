-- words: a looked after child has a child of its own, and was younger than {limit parent_youngest_years} at its birth
-- severity: warning
-- over: person
-- column: born_on
-- needs: person.born_on child.born_on
-- todo: look up both dates of birth
-- source: SSDA903 validation rule 620 and 621
SELECT p.entity_id, p.statement_id FROM {now} p JOIN birth b ON b.case_id = p.case_id
WHERE p.role = 'child of the child' AND p.born_on < b.born_on + INTERVAL {limit parent_youngest_years} YEAR
