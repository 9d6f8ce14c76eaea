-- words: born before {limit earliest_birth_year}
-- severity: error
-- over: child, person
-- column: born_on
-- needs: {table}.born_on
-- todo: mend the year
-- source: project: nobody born earlier can be in a record
SELECT entity_id, statement_id FROM {now} WHERE year(born_on) < {limit earliest_birth_year}
