-- name: team_new_to_closed
-- label: New cases of the team for each one closed
-- code: C3
-- family: workload
-- aims at: purpose
-- question: How many cases came to this case's team for each one that it closed?
-- definition: Cases opened to the team that holds this one, for each case that it closed, in the three months up to the view,
--   as known there. Above 1 its work grows. Both numbers count spells of cases; transfers between agencies count too. A team of
--   fewer than five workers or open cases is not counted.
-- unit: new cases for one closed
-- source: project definition (flow of cases)
-- parameters: months = 3 (how far back; a proposal of this project); workers = 5 (least number of the team's workers;
--   data/policy/default.toml); children = 5 (least number of its open cases; data/policy/default.toml)
-- tables: case, staff
-- reach: cohort
-- direction: higher is worse
-- flag: above 1.2, a fifth more cases come than go (a proposal of this project)
-- else: the case was not open with a team on that day
-- explained by: a team that was set up lately, took over cases of another, or keeps cases for longer as it is meant to
-- misleads: few closures make a large number, and closing fast is not doing well
WITH flow AS (
    SELECT t.view_no, t.workers < $workers OR t.children < $children AS few, coalesce(sum(m.opened), 0) AS num,
        coalesce(sum(m.closed), 0) AS den
    FROM team_of t LEFT JOIN team_month m ON m.team_no = t.team_no AND m.months_before < $months
    GROUP BY t.view_no, t.workers, t.children)
SELECT view_no, num AS numerator, den AS denominator, 0 AS missing, CASE WHEN NOT few THEN num / nullif(den, 0) END AS value,
       CASE WHEN few THEN 'suppressed' WHEN den = 0 THEN 'insufficient' ELSE 'ok' END AS status,
       CASE WHEN few THEN 'the team is too small to be counted'
           WHEN den = 0 THEN 'no case of the team was closed in that time' ELSE '' END AS reason
FROM flow
-- evidence
SELECT view_no, statement_id, 'case of the team' AS role FROM team_of
