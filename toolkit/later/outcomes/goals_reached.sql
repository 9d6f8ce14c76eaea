-- name: goals_reached
-- question: Were all goals reached that stood at the view?
-- definition: Goals stood at the end of the view's day (begun on or before it, not ended by it), and each of them ended as
--   reached after that day and on or before the last day of the horizon; it came on the day of the last one. Goals set later do
--   not matter. A goal that was dropped or replaced is a competing end, and so is the closing of the case with a goal still
--   standing. A goal that ended without saying how is censored on that day. Where it is not known whether a goal
--   had begun by the view, it cannot be told. Where some were reached and others went on, it did not come, and the detail says how
--   many had been reached and when. Easy goals are reached; that a goal was right for the child is not said.
-- source: project
-- tables: goal
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: goal.ended_on
-- else: no goal stood at the end of the view's day
WITH stood AS (
    SELECT v.view_no, v.case_id, v.day, g.last_on <= v.day AS is_sure, g.ended_on, g.outcome, g.restricted,
           coalesce(g.outcome = 'reached' AND g.ended_on <= v.horizon_on, false) AS is_reached
    FROM spot v JOIN fact_goal g ON g.case_id = v.case_id AND g.first_on <= v.day AND coalesce(g.ended_on, DATE '9999-12-31') > v.day),
closed AS (
    SELECT v.view_no, o.until FROM spot v JOIN opened o ON o.case_id = v.case_id AND o.started_on <= v.day AND o.until > v.day
    WHERE o.until < DATE '9999-12-31'),
over AS (
    SELECT view_no, count(*) AS goals, bool_and(is_sure) AS is_sure,
           CASE WHEN bool_and(coalesce(outcome = 'reached' AND ended_on IS NOT NULL, false)) THEN max(ended_on) END AS reached_on,
           min(ended_on) FILTER (outcome IN ('dropped', 'replaced')) AS dropped_on,
           arg_min('a goal was ' || outcome, (ended_on, outcome)) FILTER (outcome IN ('dropped', 'replaced') AND ended_on IS NOT NULL) AS dropped_by,
           CASE WHEN bool_or(is_reached) AND count(restricted) = 0
                THEN count(*) FILTER (is_reached) || ' of ' || count(*) || ' goals reached, the last on ' || max(ended_on) FILTER (is_reached)
           END AS so_far,
           min(ended_on) FILTER (outcome IS NULL OR outcome NOT IN ('reached', 'dropped', 'replaced')) AS unsaid_on
    FROM stood GROUP BY view_no)
SELECT o.view_no, o.reached_on AS happened_on, CASE o.goals WHEN 1 THEN 'the one goal' ELSE 'all ' || o.goals || ' goals' END || ' reached' AS detail, o.so_far,
       least(o.dropped_on, c.until) AS ended_on,
       CASE WHEN o.dropped_on <= coalesce(c.until, o.dropped_on) THEN o.dropped_by ELSE 'the case was closed' END AS ended_by,
       o.unsaid_on AS lost_on, 'a goal ended without saying how' AS lost_by,
       CASE WHEN NOT o.is_sure THEN 'it is not known exactly whether a goal had begun by the view' END AS unknown
FROM over o LEFT JOIN closed c USING (view_no)
