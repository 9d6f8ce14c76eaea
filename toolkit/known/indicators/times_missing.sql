-- name: times_missing
-- label: Times missing in the last 12 months
-- family: placement
-- aims at: purpose
-- question: How often was this child missing or away without authorisation in the last twelve months?
-- definition: Spells of a child missing, or away without authorisation, that began after the same date a year ago, up to and
--   including the day of the view. They stand apart from moves. The denominator is the number of days in that window. A spell
--   whose row says not which of the two it was counts as missing information.
-- unit: times
-- source: Children looked after (SSDA903) guide, missing and away from placement without authorisation
-- parameters: months = 12 (length of the window; a proposal)
-- tables: missing
-- reach: case
-- direction: higher is worse
-- else: the case did not stand in the record on that date
-- explained by: a child who went home or to friends, or a home that reports every late return
-- misleads: what was never reported does not show
WITH span AS (SELECT view_no, day, CAST(day - to_months(CAST($months AS INTEGER)) AS DATE) AS since FROM view),
counted AS (
    SELECT s.view_no, any_value(s.day) AS day, any_value(s.since) AS since,
           count(*) FILTER (m.kind IN ('missing', 'away without authorisation') AND m.occurred_on > s.since) AS times,
           count(*) FILTER (m.entity_id IS NOT NULL AND m.kind IS NULL AND m.occurred_on > s.since) AS missing
    FROM span s LEFT JOIN missing m USING (view_no) GROUP BY s.view_no)
SELECT view_no, times AS numerator, day - since AS denominator, missing,
       CASE WHEN covered_from <= since + 1 THEN times END AS value, times AS lower,
       CASE WHEN covered_from <= since + 1 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN covered_from <= since + 1 THEN ''
            ELSE 'at least this many: the record covers spells missing only from ' || covered_from END AS reason
FROM counted JOIN cover USING (view_no) WHERE table_name = 'missing'
-- evidence
SELECT view_no, statement_id, 'counted' AS role FROM missing JOIN view USING (view_no)
WHERE kind IN ('missing', 'away without authorisation') AND occurred_on > CAST(day - to_months(CAST($months AS INTEGER)) AS DATE)
