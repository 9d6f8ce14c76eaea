-- name: timeliness_purpose_gap
-- label: Tasks in time less tasks for a need
-- family: direction
-- aims at: purpose
-- question: Is more done in time than is done for a need of the child?
-- definition: Of the actions whose due day lay in the last twelve months: the share done by that day, less the share that serves a
--   goal that answers a need on record. Above 0, keeping dates runs ahead of purpose. The numerator is the difference of the two
--   counts and the denominator the number of those actions. One that ended by its day and does not say how counts as missing: as
--   not done in the value and the lower bound, as done in the upper.
-- unit: difference of shares
-- source: project definition (compliance culture)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: action, goal, need
-- reach: case
-- direction: higher is worse
-- flag: above 0.2, dates are kept more than needs are served (a proposal of this project)
-- else: no action was due in the last twelve months
-- explained by: actions that the law asks for on a day whatever the needs, or needs that were written down late
-- misleads: 0 may mean that both are high or that both are low: look at each
-- shared
WITH task AS (
    SELECT a.view_no, a.entity_id, a.statement_id, coalesce(a.ended_on <= a.due_on AND a.outcome = 'done', false) AS in_time,
           a.outcome IS NULL AND coalesce(a.ended_on <= a.due_on, false) AS unsaid,
           n.entity_id IS NOT NULL AS for_a_need
    FROM action a JOIN view v USING (view_no)
    LEFT JOIN goal g ON g.view_no = a.view_no AND g.entity_id = a.goal_id
    LEFT JOIN need n ON n.view_no = g.view_no AND n.entity_id = g.need_id
    WHERE a.due_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND a.due_on <= v.day)
-- answer
SELECT view_no, count(*) FILTER (in_time) - count(*) FILTER (for_a_need) AS numerator, count(*) AS denominator,
       count(*) FILTER (unsaid) AS missing, (count(*) FILTER (in_time) - count(*) FILTER (for_a_need)) / count(*) AS value,
       (count(*) FILTER (in_time) - count(*) FILTER (for_a_need)) / count(*) AS lower,
       (count(*) FILTER (in_time OR unsaid) - count(*) FILTER (for_a_need)) / count(*) AS upper
FROM task GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN in_time THEN 'in time' WHEN unsaid THEN 'not said how it ended' ELSE 'not in time' END
       || CASE WHEN for_a_need THEN ', for a need' ELSE ', for no need' END AS role
FROM task
