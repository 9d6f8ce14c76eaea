-- name: plan_changed_after_review
-- label: Reviews after which the plan changed
-- family: oversight
-- aims at: purpose
-- question: After how many of its reviews did the plan change?
-- definition: Of the days with a review in the last twelve months that are a number of days ago or longer, the share on which or
--   within so many days a plan, a goal or an action began, or a goal or an action ended. A review that is more recent counts as
--   missing, changed or not, as of these one would see the quick changes alone; so does one from before the record covered plans,
--   goals and actions.
-- unit: share
-- source: project definition (evaluation: the plan follows what was found)
-- parameters: months = 12 (how far back; a proposal of this project); days = 28 (within which; a proposal of this project)
-- tables: review, plan, goal, action
-- reach: case
-- direction: neither
-- else: no review was held in that time, or only lately
-- explained by: a plan that is right and needs time, and says so
-- misleads: a review that finds the plan right changes nothing; actions end for reasons that no review named
-- shared
WITH change AS (
    SELECT view_no, statement_id, occurred_on AS on_day FROM plan
    UNION ALL SELECT view_no, statement_id, unnest([occurred_on, ended_on]) FROM goal
    UNION ALL SELECT view_no, statement_id, unnest([occurred_on, ended_on]) FROM action),
covered AS (
    SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('plan', 'goal', 'action') GROUP BY view_no),
held AS (
    SELECT r.view_no, r.occurred_on, min(r.statement_id) AS statement_id,
           any_value(v.day - r.occurred_on >= $days AND r.occurred_on >= c.covered_from) AS ripe
    FROM review r JOIN view v USING (view_no) JOIN covered c USING (view_no)
    WHERE r.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY r.view_no, r.occurred_on),
followed AS (
    SELECT h.*, c.statement_id AS change FROM held h LEFT JOIN change c ON c.view_no = h.view_no
        AND c.on_day BETWEEN h.occurred_on AND h.occurred_on + CAST($days AS INTEGER))
-- answer
WITH one AS (SELECT view_no, occurred_on, ripe, count(change) > 0 AS changed FROM followed GROUP BY view_no, occurred_on, ripe)
SELECT view_no, count(*) FILTER (ripe AND changed) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND changed) / count(*) FILTER (ripe) AS value
FROM one GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, 'review' AS role FROM held WHERE ripe
UNION
SELECT view_no, change, 'change after it' FROM followed WHERE ripe AND change IS NOT NULL
