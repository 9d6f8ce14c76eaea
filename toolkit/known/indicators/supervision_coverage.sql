-- name: supervision_coverage
-- label: Days on which supervision was not overdue
-- code: D23
-- family: oversight
-- aims at: purpose
-- question: For how much of the time was this case discussed in supervision as often as it ought to be?
-- definition: Of the days of the last twelve months that lie in the present spell of the case, up to and including the day
--   of the view, the share that lies no more than a number of days after the last supervision in which the case was discussed,
--   or after the day on which the case opened. Days before the record began to cover supervision are left out, and the first
--   such day counts as one on which it was discussed. Numerator and denominator are days.
-- unit: share of days
-- source: project definition (supervision coverage)
-- parameters: allowed_days = 42 (days between supervisions; a proposal, as each agency sets its own); months = 12 (how far
--   back; a proposal)
-- tables: supervision, case
-- reach: case
-- else: the case was closed on that day, or opened on it
-- direction: lower is worse
-- flag: below 0.5, for more than half of the time supervision was overdue (a proposal of this project)
-- explained by: a worker or manager who was away, and somebody else who looked at the case meanwhile
-- misleads: to be discussed often is not to be thought about well; a talk in passing that nobody wrote down is not seen
WITH span AS (
    SELECT o.view_no, v.day, greatest(o.opened_on, c.covered_from) AS first_on,
           greatest(o.opened_on, c.covered_from, CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)) AS since
    FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'supervision'),
seen AS (
    SELECT s.view_no, s.day, s.since, s.first_on AS looked_on FROM span s
    UNION
    SELECT s.view_no, s.day, s.since, u.occurred_on FROM span s JOIN supervision u USING (view_no)
    WHERE u.occurred_on >= s.first_on),
gap AS (SELECT *, coalesce(lead(looked_on) OVER (PARTITION BY view_no ORDER BY looked_on), day) AS until FROM seen),
late AS (
    SELECT view_no, any_value(day - since) AS days,
           sum(greatest(0, until - greatest(looked_on + CAST($allowed_days AS INTEGER), since))) AS late
    FROM gap GROUP BY view_no)
SELECT view_no, days - late AS numerator, days AS denominator, 0 AS missing, (days - late) / days AS value FROM late WHERE days > 0
-- evidence
SELECT u.view_no, u.statement_id, 'supervision' AS role
FROM supervision u JOIN open_case o USING (view_no) JOIN view v USING (view_no)
WHERE u.occurred_on >= o.opened_on
    AND u.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) - CAST($allowed_days AS INTEGER)
