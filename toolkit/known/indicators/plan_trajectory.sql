-- name: plan_trajectory
-- label: Where the plan leads, by when, and what else would be done
-- code: D9
-- family: clarity
-- aims at: purpose
-- question: Does the plan say where it leads, by when, and what is done if it does not get there?
-- definition: How many of three the plans in force say on record: an aim in words; a time, as a share of open goals that have a
--   day by which each is to be reached; what is to be done if it does not work. One plan that says it is enough. The
--   denominator is three; missing counts plans in force without an aim.
-- unit: of three
-- source: project definition (trajectory present)
-- parameters: dated = 0.5 (least share of open goals with a day; a proposal)
-- tables: plan, goal
-- reach: case
-- else: no plan was in force on that day
-- direction: lower is worse
-- flag: below 2, the plan does not say two of where it leads, by when, and what else would be done (a proposal of this project)
-- explained by: a plan that was made days ago and is still being written
-- misleads: a sentence that stands in every plan counts as an aim; what was agreed by word of mouth is not seen
WITH dated AS (SELECT view_no, count(due_on) / count(*) >= $dated AS dated FROM goal WHERE ended_on IS NULL GROUP BY view_no),
said AS (
    SELECT p.view_no, bool_or(trim(coalesce(p.aim, '')) <> '') AS aim,
           bool_or(trim(coalesce(p.contingency, '')) <> '') AS otherwise,
           count(*) FILTER (trim(coalesce(p.aim, '')) = '') AS missing
    FROM plan p WHERE p.ended_on IS NULL GROUP BY p.view_no)
SELECT view_no, CAST(aim AS INTEGER) + CAST(otherwise AS INTEGER) + CAST(coalesce(dated, false) AS INTEGER) AS numerator,
       3 AS denominator, missing,
       CAST(aim AS INTEGER) + CAST(otherwise AS INTEGER) + CAST(coalesce(dated, false) AS INTEGER) AS value
FROM said LEFT JOIN dated USING (view_no)
-- evidence
SELECT view_no, statement_id, 'plan in force' AS role FROM plan WHERE ended_on IS NULL
UNION ALL
SELECT g.view_no, g.statement_id, CASE WHEN g.due_on IS NULL THEN 'goal without a day' ELSE 'goal with a day' END
FROM goal g SEMI JOIN (SELECT view_no FROM plan WHERE ended_on IS NULL) p USING (view_no) WHERE g.ended_on IS NULL
