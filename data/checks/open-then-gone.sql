-- words: {what} was open in one return, and the next does not show it, neither open nor ended ({rule})
-- severity: warning
-- each: open_spells.csv
-- column: {column}
-- extracts: 2
-- todo: look up whether its start was changed, or the row was left out; say so in the next return
-- source: the return's rule named in the words (2024/25 edition)
SELECT entity_id, statement_id, CAST(withdrawn_at AS DATE) AS day FROM (
    SELECT *, row_number() OVER (PARTITION BY entity_id ORDER BY recorded_at DESC, statement_id DESC) AS back,
           count(*) FILTER (withdrawn_at IS NULL) OVER (PARTITION BY entity_id) AS standing FROM {table} WHERE {which}
) WHERE back = 1 AND standing = 0 AND ended_on IS NULL AND occurred_on <= CAST(recorded_at AS DATE)
  AND coalesce(withdrawn_reason, 'deleted') IN ('deleted', 'not confirmed', 'changed')
