-- name: supervision_actions_closed
-- label: Actions of supervision done by the next one
-- code: D23
-- family: oversight
-- aims at: timeliness
-- question: Of what was agreed in supervision, how much was done by the next one?
-- definition: Of the actions that are tied to a supervision of the last twelve months (the one cites the other), the share that
--   was done on or before the day of the next supervision on record. Actions of a supervision that no other has followed yet
--   are left out and counted as missing.
-- unit: share
-- source: project definition (actions closed by the next session)
-- parameters: months = 12 (how far back; a proposal)
-- tables: supervision, action
-- reach: case
-- else: no action is tied to a supervision of that time that another followed
-- direction: lower is worse
-- explained by: an action that was agreed to take longer
-- misleads: what was agreed and not written as an action of the case is not seen
-- shared
WITH session AS (
    SELECT u.view_no, u.entity_id, u.cites, u.occurred_on,
           (SELECT min(n.occurred_on) FROM supervision n WHERE n.view_no = u.view_no AND n.occurred_on > u.occurred_on) AS next_on
    FROM supervision u JOIN view v USING (view_no) WHERE u.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
tied AS (
    SELECT s.view_no, s.next_on, s.entity_id AS session, a.entity_id AS action_id
    FROM (SELECT view_no, entity_id, next_on, unnest(string_split(cites, ' ')) AS cited FROM session WHERE cites IS NOT NULL) s
    JOIN action a ON a.view_no = s.view_no AND a.entity_id = s.cited
    UNION
    SELECT s.view_no, s.next_on, s.entity_id, a.entity_id
    FROM (SELECT view_no, entity_id, unnest(string_split(cites, ' ')) AS cited FROM action WHERE cites IS NOT NULL) a
    JOIN session s ON s.view_no = a.view_no AND s.entity_id = a.cited)
-- answer
WITH judged AS (
    SELECT t.view_no, t.next_on IS NOT NULL AS ripe, coalesce(a.outcome = 'done' AND a.ended_on <= t.next_on, false) AS in_time
    FROM tied t JOIN action a ON a.view_no = t.view_no AND a.entity_id = t.action_id)
SELECT view_no, count(*) FILTER (ripe AND in_time) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing,
       count(*) FILTER (ripe AND in_time) / count(*) FILTER (ripe) AS value
FROM judged GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT a.view_no, a.statement_id,
       CASE WHEN bool_and(coalesce(a.outcome = 'done' AND a.ended_on <= t.next_on, false)) THEN 'done by the next supervision'
            ELSE 'not done by it' END AS role
FROM tied t JOIN action a ON a.view_no = t.view_no AND a.entity_id = t.action_id
WHERE t.next_on IS NOT NULL GROUP BY a.view_no, a.statement_id
