-- name: review_decisions_done
-- label: What reviews decided, done by its day
-- code: D26
-- family: timeliness
-- aims at: timeliness
-- question: Of what reviews decided and whose day has come, how much was done by it?
-- definition: Of the actions that were set on a day with a review, or cite a review, and whose first stated day lies in the last
--   twelve months up to and including the day of the view, the share that was done on or before it. Actions dropped on or before
--   their day are left out. Actions of reviews without any day that were open in that time are counted as missing; so are those
--   that ended by their day and do not say how, which count as not done in the value and the lower bound, as done in the upper.
-- unit: share
-- source: project definition (review effectiveness)
-- parameters: months = 12 (how far back; a proposal)
-- tables: review, action
-- also: goal
-- reach: case
-- else: no action of a review was due in that time
-- direction: lower is worse
-- explained by: a day that was put off for the child's sake and said so
-- misleads: an action that was set on the day of a review may not come from it; what reviews decide without an action is not
--   seen
-- shared
WITH reviewed AS (
    SELECT a.view_no, a.entity_id FROM action a JOIN review r ON r.view_no = a.view_no AND r.occurred_on = a.occurred_on
    UNION
    SELECT c.view_no, c.entity_id
    FROM (SELECT view_no, entity_id, unnest(string_split(cites, ' ')) AS cited FROM action WHERE cites IS NOT NULL) c
    JOIN review r ON r.view_no = c.view_no AND r.entity_id = c.cited)
-- answer
WITH item AS (
    SELECT d.view_no, d.first_due_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND d.first_due_on <= v.day
               AND NOT coalesce(d.outcome = 'dropped' AND d.ended_on <= d.first_due_on, false) AS due,
           coalesce(d.outcome = 'done' AND d.ended_on <= d.first_due_on, false) AS in_time,
           d.outcome IS NULL AND coalesce(d.ended_on <= d.first_due_on, false) AS unsaid,
           d.first_due_on IS NULL
               AND (d.ended_on IS NULL OR d.ended_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)) AS undated
    FROM stated_deadline d JOIN reviewed USING (view_no, entity_id) JOIN view v USING (view_no) WHERE d.what = 'action')
SELECT view_no, count(*) FILTER (due AND in_time) AS numerator, count(*) FILTER (due) AS denominator,
       count(*) FILTER (undated OR due AND unsaid) AS missing,
       count(*) FILTER (due AND in_time) / count(*) FILTER (due) AS value,
       count(*) FILTER (due AND in_time) / count(*) FILTER (due) AS lower,
       count(*) FILTER (due AND (in_time OR unsaid)) / count(*) FILTER (due) AS upper
FROM item GROUP BY view_no HAVING count(*) FILTER (due) > 0
-- evidence
SELECT d.view_no, d.statement_id,
       CASE WHEN d.outcome = 'done' AND d.ended_on <= d.first_due_on THEN 'in time'
            WHEN d.outcome IS NULL AND d.ended_on <= d.first_due_on THEN 'not said how it ended' ELSE 'not in time' END AS role
FROM stated_deadline d JOIN reviewed USING (view_no, entity_id) JOIN view v USING (view_no)
WHERE d.what = 'action' AND d.first_due_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND d.first_due_on <= v.day
    AND NOT coalesce(d.outcome = 'dropped' AND d.ended_on <= d.first_due_on, false)
