-- name: supervision_actions_closed
-- label: Actions of supervision done by the next one
-- code: D23
-- family: oversight
-- aims at: timeliness
-- question: Of what was agreed in supervision, how much was done by the next one?
-- definition: Of the actions that are tied to a supervision of the last twelve months (the one cites the other), the share that
--   was done on or before the day of the next supervision on record. One that is tied to several of them counts
--   once, by the first. Actions of a supervision that no other has followed yet are left out and counted as missing; those that
--   ended by the next one and do not say how count as missing too: as not done in the value and the lower bound, as done in the
--   upper.
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
    SELECT u.view_no, u.entity_id, u.cites, u.occurred_on
    FROM supervision u JOIN view v USING (view_no) WHERE u.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
tied AS (
    SELECT view_no, occurred_on, unnest(string_split(cites, ' ')) AS action_id FROM session WHERE cites IS NOT NULL
    UNION ALL
    SELECT s.view_no, s.occurred_on, a.entity_id
    FROM (SELECT view_no, entity_id, unnest(string_split(cites, ' ')) AS cited FROM action WHERE cites IS NOT NULL) a
    JOIN session s ON s.view_no = a.view_no AND s.entity_id = a.cited),
agreed AS (
    SELECT a.view_no, a.statement_id, a.outcome, a.ended_on, min(t.occurred_on) AS agreed_on
    FROM tied t JOIN action a ON a.view_no = t.view_no AND a.entity_id = t.action_id
    GROUP BY a.view_no, a.statement_id, a.outcome, a.ended_on),
judged AS (
    SELECT g.view_no, g.statement_id, count(n.view_no) > 0 AS ripe,
           coalesce(g.outcome = 'done' AND g.ended_on <= min(n.occurred_on), false) AS in_time,
           coalesce(g.outcome IS NULL AND g.ended_on <= min(n.occurred_on), false) AS unsaid
    FROM agreed g LEFT JOIN supervision n ON n.view_no = g.view_no AND n.occurred_on > g.agreed_on
    GROUP BY g.view_no, g.statement_id, g.outcome, g.ended_on)
-- answer
SELECT view_no, count(*) FILTER (in_time) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (unsaid OR NOT ripe) AS missing, count(*) FILTER (in_time) / count(*) FILTER (ripe) AS value,
       count(*) FILTER (in_time) / count(*) FILTER (ripe) AS lower,
       count(*) FILTER (in_time OR unsaid) / count(*) FILTER (ripe) AS upper
FROM judged GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN in_time THEN 'done by the next supervision' WHEN unsaid THEN 'not said how it ended'
                                   ELSE 'not done by it' END AS role
FROM judged WHERE ripe
