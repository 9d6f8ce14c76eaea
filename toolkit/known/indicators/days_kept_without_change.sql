-- name: days_kept_without_change
-- label: Days that appointments are kept while nothing changes at home
-- code: R7
-- family: relationship
-- aims at: purpose
-- question: Does the family keep its appointments while no goal about the adults' behaviour is reached?
-- definition: Where the family kept at least four in five of at least some appointments (visits and contacts that took place or
--   were missed) of the last 90 days, and a goal about the adults' behaviour is open: days since such a goal was last reached
--   or, where none ever was, since the first began. A goal is about it where the record says so and, where it says nothing,
--   where it answers such a need (data/known/word_groups.csv). The denominator is the number of appointments. Where that day lies
--   before the record covered goals, it is at least the days since then.
-- unit: days
-- source: project definition (compliance without trust)
-- parameters: kept = 0.8 (share of appointments kept; a proposal of this project); days = 90 (how far back; a proposal of this
--   project); least = 3 (appointments on which a share can rest; a proposal of this project)
-- tables: visit, contact, goal, need
-- reach: case
-- direction: higher is worse
-- flag: at least 90, appointments are kept and nothing changes at home (a proposal of this project)
-- else: fewer appointments were kept, or no goal about the adults' behaviour was open
-- explained by: goals that take long, or a service for which the family waits
-- misleads: a family that keeps its appointments may be doing all it can
-- shared
WITH kept AS (
    SELECT a.view_no, count(*) AS appointments, count(*) FILTER (a.kept) AS kept
    FROM appointment a JOIN view v USING (view_no) WHERE a.occurred_on > v.day - $days GROUP BY a.view_no),
adult_goal AS (
    SELECT g.view_no, g.entity_id, g.statement_id, g.occurred_on, g.ended_on, coalesce(g.outcome, '') = 'reached' AS reached
    FROM goal g LEFT JOIN need n ON n.view_no = g.view_no AND n.entity_id = g.need_id
    LEFT JOIN word_group w ON w.list = 'need' AND w.in_group = 'adult behaviour' AND w.word = plain(n.kind)
    WHERE coalesce(g.behaviour, w.word IS NOT NULL))
-- answer
WITH moved AS (
    SELECT view_no, coalesce(max(ended_on) FILTER (reached), min(occurred_on)) AS moved_on
    FROM adult_goal GROUP BY view_no HAVING count(*) FILTER (ended_on IS NULL) > 0)
SELECT k.view_no, v.day - m.moved_on AS numerator, k.appointments AS denominator, 0 AS missing,
       CASE WHEN m.moved_on >= c.covered_from THEN v.day - m.moved_on END AS value,
       v.day - greatest(m.moved_on, c.covered_from) AS lower, v.day - m.moved_on AS upper,
       CASE WHEN m.moved_on >= c.covered_from THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN m.moved_on >= c.covered_from THEN ''
            ELSE 'at least this many: a goal may have been reached before the record covered goals' END AS reason
FROM kept k JOIN moved m USING (view_no) JOIN view v USING (view_no)
JOIN cover c ON c.view_no = k.view_no AND c.table_name = 'goal'
WHERE k.kept / k.appointments >= $kept AND k.appointments >= $least
-- evidence
SELECT a.view_no, a.statement_id, CASE WHEN a.reached THEN 'reached goal' ELSE 'open goal' END AS role
FROM adult_goal a JOIN kept k USING (view_no)
WHERE (a.ended_on IS NULL OR a.reached) AND k.kept / k.appointments >= $kept AND k.appointments >= $least
QUALIFY bool_or(a.ended_on IS NULL) OVER (PARTITION BY a.view_no)
