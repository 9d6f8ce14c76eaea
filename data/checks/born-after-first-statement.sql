-- words: something happened to the child more than a year before its birth
-- severity: error
-- over: child
-- column: born_on
-- needs: child.born_on
-- todo: mend the date of birth, or the day of the statement
-- source: by definition; a case may open before birth
SELECT c.entity_id, c.statement_id FROM {now} c
JOIN (SELECT case_id, min(occurred_on) AS first_on FROM any_now WHERE table_name NOT IN ('person', 'relationship') GROUP BY case_id) s
  ON s.case_id = c.case_id
WHERE s.first_on < c.born_on - INTERVAL 1 YEAR
