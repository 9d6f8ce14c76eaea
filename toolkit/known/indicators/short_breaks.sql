-- name: short_breaks
-- label: Short breaks in the last 12 months
-- family: placement
-- aims at: purpose
-- question: How many short breaks has this child had in the last twelve months?
-- definition: Placements marked on record as one of an agreed series of short breaks (legal status V3 or V4 in the returns
--   of England) that began after the same date a year ago, up to and including the day of the view. They stand apart from
--   moves and from periods of care. The denominator is the number of days in that window.
-- unit: short breaks
-- source: Children looked after (SSDA903) guide, legal status V3 and V4
-- parameters: months = 12 (length of the window; a proposal)
-- tables: placement
-- reach: case
-- direction: neither
-- else: there is no short break on record
-- explained by: breaks agreed to give parents rest, as for many children with a disability
-- misleads: where only the agreement is recorded (V4), single breaks do not show
WITH span AS (SELECT view_no, day, CAST(day - to_months(CAST($months AS INTEGER)) AS DATE) AS since FROM view),
counted AS (
    SELECT view_no, any_value(day) AS day, any_value(since) AS since, count(*) FILTER (occurred_on > since) AS breaks
    FROM placement JOIN span USING (view_no) WHERE short_break GROUP BY view_no)
SELECT view_no, breaks AS numerator, day - since AS denominator, 0 AS missing,
       CASE WHEN covered_from <= since + 1 THEN breaks END AS value, breaks AS lower,
       CASE WHEN covered_from <= since + 1 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN covered_from <= since + 1 THEN ''
            ELSE 'at least this many: the record covers placements only from ' || covered_from END AS reason
FROM counted JOIN cover USING (view_no) WHERE table_name = 'placement'
-- evidence
SELECT view_no, statement_id, 'counted' AS role FROM placement JOIN view USING (view_no)
WHERE short_break AND occurred_on > CAST(day - to_months(CAST($months AS INTEGER)) AS DATE)
