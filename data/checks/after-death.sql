-- words: {what} after the child had died ({rule})
-- severity: error
-- each: after_death.csv
-- column: {column}
-- needs: child.died_on {table}.{column}
-- todo: look up the date of death and the day, and correct the wrong one
-- source: the return's rule named in the words
SELECT x.entity_id, x.statement_id, x.{column} AS day FROM {now} x JOIN birth b ON b.case_id = x.case_id
WHERE ({which}) AND x.{column} > b.died_on AND x.{column} <= CAST(x.recorded_at AS DATE)
