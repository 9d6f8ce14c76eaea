-- name: activity_fell
-- label: Work that became less while goals are open
-- code: D13
-- family: tempo
-- aims at: purpose
-- question: Has the work with this family become less than chance would make it, while goals of the plan are still open?
-- definition: 1 where the upper bound of the interval of activity_decay lies below 1 and a goal is open, else 0. The numerator
--   is the count of visits and contacts of the last days and the denominator that of the first.
-- unit: 1 where it fell, else 0
-- source: as activity_decay
-- parameters: days = 90 (length of each window; a proposal); z = 1.959964 (normal quantile of a 95 % interval)
-- tables: visit, contact, goal, case
-- reach: case
-- else: the case was closed or not open for both windows, no goal was open, or no visit or contact was on record in either
--   window
-- direction: higher is worse
-- flag: at least 1, the work has become less than chance would make it, and goals are open (a proposal of this project)
-- explained by: a plan that meant the work to become less as goals were reached
-- misleads: where there was little work from the start it cannot fall; one case in forty shows it by chance alone
-- shared
WITH paced AS (
    SELECT *, days_back < $days AS recent, days_in >= 0 AND days_in < $days AS early FROM work_pace WHERE days_open >= 2 * $days),
counted AS (
    SELECT view_no, any_value(whole) AS whole, count(*) FILTER (recent) AS recent, count(*) FILTER (early) AS early
    FROM paced GROUP BY view_no HAVING count(*) FILTER (recent OR early) > 0),
wilson AS (SELECT *, recent / (recent + early) AS p, recent + early AS n, $z * $z / (recent + early) AS f FROM counted),
bound AS (
    SELECT *, (p + f / 2 - sqrt(f * (p * (1 - p) + f / 4))) / (1 + f) AS low,
           (p + f / 2 + sqrt(f * (p * (1 - p) + f / 4))) / (1 + f) AS high FROM wilson)
-- answer
SELECT view_no, recent AS numerator, early AS denominator, 0 AS missing,
       CASE WHEN whole THEN CAST(high < 1 - high AS INTEGER) END AS value,
       CASE WHEN whole THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN whole THEN '' ELSE 'the first days are not known: the start of the case lies outside the record' END AS reason
FROM bound SEMI JOIN (SELECT view_no FROM goal WHERE ended_on IS NULL) g USING (view_no)
-- evidence
SELECT view_no, statement_id, CASE WHEN recent THEN 'last days' ELSE 'first days' END AS role
FROM paced SEMI JOIN (SELECT view_no FROM goal WHERE ended_on IS NULL) g USING (view_no) WHERE recent OR early
UNION ALL
SELECT g.view_no, g.statement_id, 'open goal' FROM goal g SEMI JOIN counted c USING (view_no) WHERE g.ended_on IS NULL
