-- words: a case is open twice at once
-- severity: error
-- over: case
-- column: ended_on
-- todo: end the one that is over
-- source: CIN census validation rule 8815 and 8816
SELECT entity_id, statement_id, occurred_on AS day FROM (
    SELECT entity_id, statement_id, occurred_on, row_number() OVER (PARTITION BY case_id ORDER BY occurred_on DESC, entity_id) AS nth
    FROM (SELECT DISTINCT ON (entity_id) * FROM {now} WHERE true AND occurred_on <= (SELECT last_day FROM ending)
          ORDER BY entity_id, recorded_at DESC, statement_id DESC)
    WHERE ended_on IS NULL
) WHERE nth > 1
