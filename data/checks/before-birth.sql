-- words: {what} before the child was born ({rule})
-- severity: error
-- each: before_birth.csv
-- column: occurred_on
-- needs: child.born_on
-- todo: mend the date of birth, or the day
-- source: the return's rule named in the words
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x JOIN birth b ON b.case_id = x.case_id
WHERE ({which}) AND x.occurred_on < b.born_on
