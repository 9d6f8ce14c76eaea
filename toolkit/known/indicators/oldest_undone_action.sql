-- name: oldest_undone_action
-- label: Days that the oldest action is undone
-- code: D14
-- family: tempo
-- aims at: timeliness
-- question: How old is the oldest action of the plan that is not done?
-- definition: Days since the oldest open action was set. The denominator is the number of open actions.
-- unit: days
-- source: project definition (carried actions)
-- tables: action
-- reach: case
-- direction: higher is worse
-- flag: above 183, an action undone for more than six months (project)
-- else: no action was open on that day
-- explained by: an action that is meant to go on for long
-- misleads: a plan that is never written has no old actions
SELECT view_no, any_value(day) - min(occurred_on) AS numerator, count(*) AS denominator, 0 AS missing,
       any_value(day) - min(occurred_on) AS value
FROM action JOIN view USING (view_no) WHERE ended_on IS NULL GROUP BY view_no
-- evidence
SELECT view_no, arg_min(statement_id, (occurred_on, entity_id)) AS statement_id, 'oldest open action' AS role
FROM action WHERE ended_on IS NULL GROUP BY view_no
