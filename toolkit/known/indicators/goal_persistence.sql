-- name: goal_persistence
-- label: First goals that are still the goals
-- code: D3
-- family: direction
-- aims at: purpose
-- question: How alike are the goals that this case began with and those that it has now?
-- definition: Of the goals set since the case opened: those that are both among the first and still open, as a share of those
--   that are the one or the other. The first are those set within a number of days of the first goal. Goals that stand from an
--   earlier spell of the case are left out. Read it beside goals dropped or replaced
--   without a reason, never alone.
-- unit: share
-- source: Jaccard 1901 (the coefficient); project definition (goal persistence)
-- parameters: days = 28 (days in which the first goals are set; a proposal)
-- tables: goal, case
-- reach: case
-- else: the case was closed on that day, or no goal has been set since it opened
-- direction: neither
-- explained by: goals that were reached, and new ones for needs that were seen later
-- misleads: a goal that was reached leaves the set as one that was dropped does; a goal that stands for years may only stand
--   there
WITH since AS (
    SELECT o.view_no, any_value(o.opened_on) AS opened_on, min(g.occurred_on) AS first_on,
           any_value(o.start_known AND c.covered_from <= o.opened_on) AS whole
    FROM open_case o JOIN goal g USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'goal'
    WHERE g.occurred_on >= o.opened_on GROUP BY o.view_no),
goals AS (
    SELECT s.view_no, s.whole, g.occurred_on <= s.first_on + CAST($days AS INTEGER) AS is_first, g.ended_on IS NULL AS present
    FROM since s JOIN goal g ON g.view_no = s.view_no AND g.occurred_on >= s.opened_on)
SELECT view_no, count(*) FILTER (is_first AND present) AS numerator, count(*) FILTER (is_first OR present) AS denominator,
       0 AS missing,
       CASE WHEN any_value(whole) THEN count(*) FILTER (is_first AND present) / count(*) FILTER (is_first OR present) END AS value,
       CASE WHEN any_value(whole) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN any_value(whole) THEN ''
           ELSE 'the first goals are not known: the start of the case lies outside the record' END AS reason
FROM goals GROUP BY view_no
-- evidence
SELECT g.view_no, g.statement_id, CASE WHEN g.occurred_on > f.first_on + CAST($days AS INTEGER) THEN 'present goal'
           WHEN g.ended_on IS NULL THEN 'first and present goal' ELSE 'first goal' END AS role
FROM open_case o JOIN goal g USING (view_no)
JOIN (SELECT view_no, min(g.occurred_on) AS first_on FROM open_case JOIN goal g USING (view_no)
      WHERE g.occurred_on >= opened_on GROUP BY view_no) f
    USING (view_no)
WHERE g.occurred_on >= o.opened_on AND (g.ended_on IS NULL OR g.occurred_on <= f.first_on + CAST($days AS INTEGER))
