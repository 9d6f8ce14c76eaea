-- words: a child has two {what} open at once ({open_rule})
-- severity: warning
-- each: overlaps.csv
-- column: ended_on
-- todo: end the one that is over
-- source: the return's rule named in the words (data/checks/overlaps.csv)
SELECT entity_id, statement_id, occurred_on AS day FROM (
    SELECT entity_id, statement_id, occurred_on, row_number() OVER (PARTITION BY case_id ORDER BY occurred_on DESC, entity_id) AS nth
    FROM (SELECT DISTINCT ON (entity_id) * FROM {now} WHERE {which} AND occurred_on <= (SELECT last_day FROM ending)
          ORDER BY entity_id, recorded_at DESC, statement_id DESC)
    WHERE ended_on IS NULL
) WHERE nth > 1
