-- words: {what} (SSDA903 {rule})
-- severity: warning
-- each: care_ages.csv
-- column: {column}
-- needs: child.born_on {table}.case_id
-- todo: mend the date of birth, or the code
-- source: SSDA903 validation rules 352, 358, 371 to 374, 386, 387, 389, 407 and 460 (2024/25 edition); K3 from 2025
SELECT entity_id, statement_id, {day} AS day FROM care_episode
WHERE {which} AND ({day} < born_on + INTERVAL {lowest} YEAR OR {day} >= born_on + INTERVAL {highest} YEAR)
