-- words: {what} (SSDA903 {rule})
-- severity: warning
-- each: longest.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: end it on its true day, or mend the code
-- source: SSDA903 validation rules 361 to 363, 365, 375, 376 and 379 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM {now}
WHERE {which} AND coalesce(ended_on, (SELECT last_day FROM ending)) - occurred_on > {days}
