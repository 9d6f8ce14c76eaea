-- name: goals_without_due_date
-- label: Open goals without a due date
-- code: D7
-- family: clarity
-- aims at: purpose
-- question: How many of the plan's open goals have no date by which they are to be reached?
-- definition: Open goals without a due date, as a share of open goals.
-- unit: share
-- source: Children's Commissioner for England 2024, What is this plan for? (child in need plans; nearly three
--   quarters of actions had no timeframe, as reported in the press)
-- tables: goal
-- reach: case
-- direction: higher is worse
-- flag: at least 0.75, three of four goals without a due date (project; nearly three quarters of actions had none in a published
--   review)
-- else: no goal was open on that day
-- explained by: goals that go on as long as the child is in care, or a plan of the last days
-- misleads: a date alone does not make a goal clear
SELECT view_no, count(*) FILTER (due_on IS NULL) AS numerator, count(*) AS denominator, 0 AS missing,
       count(*) FILTER (due_on IS NULL) / count(*) AS value
FROM goal WHERE ended_on IS NULL GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN due_on IS NULL THEN 'without a date' ELSE 'with a date' END AS role
FROM goal WHERE ended_on IS NULL
