-- Actions and goals with the day by which each is due as it stands, since when that day has stood, and the day that was stated
-- first. What was mended because it had been entered wrongly was never a day by which anything was due.
WITH item AS (
    SELECT view_no, entity_id, statement_id, 'action' AS what, occurred_on, ended_on, due_on, outcome FROM action
    UNION ALL
    SELECT view_no, entity_id, statement_id, 'goal', occurred_on, ended_on, due_on, outcome FROM goal),
stated AS (
    SELECT view_no, entity_id, recorded_on, due_on FROM action_versions WHERE withdrawn_reason IS DISTINCT FROM 'corrected'
    UNION ALL
    SELECT view_no, entity_id, recorded_on, due_on FROM goal_versions WHERE withdrawn_reason IS DISTINCT FROM 'corrected')
SELECT i.view_no, i.entity_id, i.statement_id, i.what, i.occurred_on, i.ended_on, i.due_on, i.outcome,
       min(s.recorded_on) FILTER (s.due_on = i.due_on) AS due_since, arg_min(s.due_on, (s.recorded_on, s.due_on)) AS first_due_on
FROM item i LEFT JOIN stated s ON s.view_no = i.view_no AND s.entity_id = i.entity_id AND s.due_on IS NOT NULL
GROUP BY ALL
