-- name: goals_reached_at_return
-- label: Goals reached when the return home was decided
-- family: decisions
-- aims at: purpose
-- question: When it was last decided that the child goes home, how many of the goals had been reached?
-- definition: Of the goals set before the latest decision to return the child home, standing in the spell of the case in which it
--   was taken, and not dropped or replaced by then, the share that had been reached by its day. Goals that had ended without
--   its being said how are left out and counted as missing. Where the case was not open on that day, no spell bounds them. Which
--   decisions these are stands in data/known/word_groups.csv.
-- unit: share
-- source: project definition (safety and reunification in balance)
-- tables: goal, decision, case
-- reach: case
-- direction: lower is worse
-- else: no return home was decided, or there were no goals before it
-- explained by: goals that are to be reached at home
-- misleads: goals may be closed on paper because the child goes home
-- shared
WITH home AS (
    SELECT d.view_no, d.entity_id, max(d.occurred_on) AS decided_on, any_value(d.statement_id) AS statement_id
    FROM decision_group d WHERE d.in_group = 'return' GROUP BY d.view_no, d.entity_id
    QUALIFY row_number() OVER (PARTITION BY d.view_no ORDER BY max(d.occurred_on) DESC, d.entity_id DESC) = 1),
spell AS (
    SELECT h.view_no, h.decided_on, min(k.occurred_on) AS opened_on
    FROM home h LEFT JOIN "case" k ON k.view_no = h.view_no AND k.occurred_on <= h.decided_on
        AND coalesce(k.ended_on >= h.decided_on, true)
    GROUP BY h.view_no, h.decided_on),
stood AS (
    SELECT s.view_no, g.entity_id, g.statement_id, g.ended_on <= s.decided_on AND g.outcome IS NULL AS unsaid,
           coalesce(g.outcome = 'reached' AND g.ended_on <= s.decided_on, false) AS reached
    FROM spell s JOIN goal g ON g.view_no = s.view_no AND g.occurred_on < s.decided_on
        AND coalesce(g.ended_on >= s.opened_on, true)
        AND (g.ended_on IS NULL OR g.ended_on > s.decided_on OR coalesce(g.outcome, 'reached') = 'reached'))
-- answer
SELECT view_no, count(*) FILTER (reached) AS numerator, count(*) FILTER (NOT coalesce(unsaid, false)) AS denominator,
       count(*) FILTER (unsaid) AS missing, count(*) FILTER (reached) / count(*) FILTER (NOT coalesce(unsaid, false)) AS value
FROM stood GROUP BY view_no HAVING count(*) FILTER (NOT coalesce(unsaid, false)) > 0
-- evidence
SELECT view_no, statement_id, 'decision to return' AS role FROM home SEMI JOIN stood USING (view_no)
UNION ALL
SELECT view_no, statement_id,
       CASE WHEN unsaid THEN 'ended, not said how' WHEN reached THEN 'reached' ELSE 'not reached' END
FROM stood
