-- name: goals_reached
-- label: Goals that were reached
-- family: direction
-- aims at: purpose
-- question: Of the goals that ended, how many had been reached?
-- definition: Of the goals that ended in the last twelve months, the share that ended as reached; the others were dropped or
--   replaced. A goal that ended without an outcome counts as missing: as not reached in the value and the lower bound, as reached
--   in the upper.
-- unit: share
-- source: project definition (evaluation: goal attainment)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: goal
-- reach: case
-- direction: lower is worse
-- else: no goal ended in the last twelve months
-- explained by: needs that changed, so that goals had to
-- misleads: easy goals are reached; a goal may be closed because time is over
SELECT g.view_no, count(*) FILTER (g.outcome = 'reached') AS numerator, count(*) AS denominator,
    count(*) FILTER (g.outcome IS NULL) AS missing,
       count(*) FILTER (g.outcome = 'reached') / count(*) AS value, count(*) FILTER (g.outcome = 'reached') / count(*) AS lower,
       count(*) FILTER (coalesce(g.outcome, 'reached') = 'reached') / count(*) AS upper
FROM goal g JOIN view v USING (view_no) WHERE g.ended_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    GROUP BY g.view_no
-- evidence
SELECT g.view_no, g.statement_id, coalesce(g.outcome, 'not said') AS role
    FROM goal g JOIN view v USING (view_no) WHERE g.ended_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
