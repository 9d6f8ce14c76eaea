-- name: days_since_goals_reached
-- label: Days that all goals are reached and the case is open
-- family: decisions
-- aims at: timeliness
-- question: How long have all goals been over, and the case still open?
-- definition: Days since the last open goal of the case ended, where no goal is open, one at least was reached and the
--   case has been open all that time. The denominator is the number of goals that it ever had. The waits end with the
--   closing of the case, a decision to return the child home, or a new goal.
-- unit: days
-- source: project definition (closure and return reluctance)
-- tables: goal, case, decision
-- reach: case
-- direction: higher is worse
-- flag: above 42, all goals are over for six weeks (a proposal of this project)
-- else: a goal was open, none was ever reached, or the case was closed, or was opened again since
-- explained by: a child in care whose placement goes on without goals, or a step down that is being tried
-- misleads: goals are sometimes closed on paper when a plan is renewed
SELECT g.view_no, v.day - g.done_on AS numerator, count(a.entity_id) AS denominator, 0 AS missing, v.day - g.done_on AS value
FROM goals_done g JOIN view v USING (view_no) JOIN open_case o USING (view_no)
LEFT JOIN goal a ON a.view_no = g.view_no
WHERE g.next_on IS NULL AND g.done_on >= o.opened_on GROUP BY g.view_no, v.day, g.done_on
-- evidence
SELECT g.view_no, g.statement_id, 'last goal' AS role FROM goals_done g JOIN open_case o USING (view_no)
WHERE g.next_on IS NULL AND g.done_on >= o.opened_on
-- spells
WITH close AS (SELECT view_no, ended_on AS on_day, 'case closed' AS kind FROM "case" WHERE ended_on IS NOT NULL),
home AS (SELECT view_no, occurred_on, 'decision to return' FROM decision_group WHERE in_group = 'return'),
way AS (FROM close UNION ALL FROM home),
first AS (
    SELECT g.view_no, g.entity_id, g.statement_id, g.done_on, g.next_on, min(w.on_day) AS on_day, arg_min(w.kind, (w.on_day,
        w.kind)) AS kind
    FROM goals_done g LEFT JOIN way w ON w.view_no = g.view_no AND w.on_day >= g.done_on
    GROUP BY g.view_no, g.entity_id, g.statement_id, g.done_on, g.next_on)
SELECT f.view_no, f.entity_id, f.statement_id, f.done_on AS started_on, greatest(f.done_on, c.covered_from) AS entered_on,
       least(f.on_day, f.next_on) AS ended_on,
       CASE WHEN f.on_day <= coalesce(f.next_on, f.on_day) THEN f.kind WHEN f.next_on IS NOT NULL THEN 'new goal'
           ELSE '' END AS end_kind
FROM first f
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('goal', 'case', 'decision')
      GROUP BY view_no) c USING (view_no)
WHERE EXISTS (FROM "case" k WHERE k.view_no = f.view_no AND f.done_on BETWEEN k.occurred_on AND coalesce(k.ended_on, f.done_on))
