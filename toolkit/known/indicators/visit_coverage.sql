-- name: visit_coverage
-- label: Time within the visiting limit
-- code: D12
-- family: timeliness
-- aims at: timeliness
-- question: For how much of the time was this child seen as often as had to be?
-- definition: 1 less the days by which visits were late, over all days for which a visit was asked for: in care, on a child
--   protection plan, on a child in need plan, from its start to the day of the view, under the standard in force on that day
--   or the agency's own. A day on which two of these asked for one counts for both. A gap counts only by the days that it went
--   beyond what was allowed. Only visits at which the child was seen, or which do not say, count. The numerator is the days
--   within the limit, the denominator all days; missing counts visits whose last day lies outside the calendar, and whose days
--   are left out.
-- unit: share
-- source: the standards in data/standards; project (the share of time within the limit)
-- tables: visit
-- also: placement, status, plan
-- reach: case
-- direction: lower is worse
-- flag: below 0.8, for a fifth of the time the child was not seen as often as had to be (project)
-- else: no visit was asked for before that day
-- explained by: a child who was away, or would not be seen
-- misleads: being seen is not being heard; on a plan at home the limit is a local one
-- shared
WITH asked AS (
    SELECT view_no, duty, statement_id, done_by, due_on IS NOT NULL AS dated, days_late, last_on - clock_on AS days
    FROM duty_due WHERE duty IN ('looked after visit', 'child protection visit', 'child in need visit'))
-- answer
SELECT view_no, sum(days - days_late) FILTER (dated) AS numerator, sum(days) FILTER (dated) AS denominator,
       count(*) FILTER (NOT dated) AS missing, sum(days - days_late) FILTER (dated) / sum(days) FILTER (dated) AS value
FROM asked GROUP BY view_no HAVING sum(days) FILTER (dated) > 0
-- evidence
SELECT view_no, statement_id, duty AS role FROM asked WHERE days > 0
UNION ALL
SELECT view_no, done_by, 'visit' FROM asked WHERE done_by IS NOT NULL
