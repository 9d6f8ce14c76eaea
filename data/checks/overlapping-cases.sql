-- words: two spells of one open case overlap
-- severity: error
-- over: case
-- column: ended_on
-- todo: end the earlier one on the day the later one began
-- source: CIN census validation rule 8820
SELECT entity_id, statement_id, occurred_on AS day FROM (
    SELECT entity_id, statement_id, occurred_on, ended_on,
           max(CASE WHEN ended_on > occurred_on THEN ended_on END) OVER earlier AS closed, bool_or(ended_on IS NULL) OVER earlier AS still_open
    FROM (SELECT DISTINCT ON (entity_id) * FROM {now} WHERE true AND occurred_on <= (SELECT last_day FROM ending)
          ORDER BY entity_id, recorded_at DESC, statement_id DESC)
    WINDOW earlier AS (PARTITION BY case_id ORDER BY occurred_on, entity_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
) WHERE (ended_on IS NULL OR ended_on > occurred_on) AND (closed > occurred_on OR (still_open AND ended_on IS NOT NULL))
