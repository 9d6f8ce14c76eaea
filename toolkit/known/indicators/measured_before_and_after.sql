-- name: measured_before_and_after
-- label: Services measured before and after
-- family: oversight
-- aims at: purpose
-- question: Of how many services that ended was it measured, before and after, whether they helped?
-- definition: Of the services that ended in the last twelve months, the share for whose need (or goal, where it answers none)
--   the same instrument (in any letters) was used within so many days of its start and again, later than that, from so many days
--   before its end on. A service that was not taken up, or ended before the day stated for its start, had no end. One that serves
--   no goal on record, or that began too early for the first measure to have been kept, counts as missing: as not measured in the
--   value and the lower bound, as measured in the upper.
-- unit: share
-- source: project definition (evaluation: measure before and after)
-- parameters: days = 42 (around the start, and before the end; a proposal of this project); months = 12 (how far back; a
--   proposal of this project)
-- tables: service, goal, measure
-- reach: case
-- direction: lower is worse
-- else: no service ended in the last twelve months
-- explained by: a service too short to measure, or one whose provider keeps the measures
-- misleads: a measure says how it was, not that the service made it so
-- shared
WITH over AS (
    SELECT s.view_no, s.entity_id, s.statement_id, s.occurred_on, s.ended_on, s.goal_id, g.need_id,
           s.goal_id IS NULL OR s.occurred_on - CAST($days AS INTEGER) < c.covered_from AS unsaid
    FROM service s JOIN view v USING (view_no) JOIN cover c ON c.view_no = s.view_no AND c.table_name = 'measure'
    LEFT JOIN goal g ON g.view_no = s.view_no AND g.entity_id = s.goal_id
    WHERE s.ended_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND s.ended_on >= s.occurred_on
        AND s.taken_up IS DISTINCT FROM false),
measured AS (
    SELECT o.view_no, o.entity_id, o.statement_id, o.unsaid, plain(m.instrument) AS instrument,
           bool_or(m.occurred_on BETWEEN o.occurred_on - CAST($days AS INTEGER)
               AND o.occurred_on + CAST($days AS INTEGER)) AS before,
           bool_or(m.occurred_on >= o.ended_on - CAST($days AS INTEGER)
               AND m.occurred_on > o.occurred_on + CAST($days AS INTEGER)) AS after
    FROM over o LEFT JOIN measure m ON m.view_no = o.view_no AND m.value IS NOT NULL
        AND m.about_id = coalesce(o.need_id, o.goal_id)
    GROUP BY o.view_no, o.entity_id, o.statement_id, o.unsaid, plain(m.instrument)),
one AS (
    SELECT view_no, entity_id, statement_id, coalesce(bool_or(before AND after), false) AS measured,
           unsaid AND NOT coalesce(bool_or(before AND after), false) AS unsaid
    FROM measured GROUP BY view_no, entity_id, statement_id, unsaid)
-- answer
SELECT view_no, count(*) FILTER (measured) AS numerator, count(*) AS denominator, count(*) FILTER (unsaid) AS missing,
       count(*) FILTER (measured) / count(*) AS value, count(*) FILTER (measured) / count(*) AS lower,
       count(*) FILTER (measured OR unsaid) / count(*) AS upper
FROM one GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN measured THEN 'measured' ELSE 'not measured' END AS role FROM one
