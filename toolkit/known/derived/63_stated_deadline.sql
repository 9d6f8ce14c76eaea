-- Actions and goals with the day by which each is due as it stands, and the day that was stated first. What was mended
-- because it had been entered wrongly was never a day by which anything was due.
WITH item AS (
    SELECT view_no, entity_id, statement_id, 'action' AS what, occurred_on, recorded_on, ended_on, due_on, outcome FROM action
    UNION ALL
    SELECT view_no, entity_id, statement_id, 'goal', occurred_on, recorded_on, ended_on, due_on, outcome FROM goal),
stated AS (
    SELECT view_no, entity_id, recorded_on, due_on FROM action_versions WHERE withdrawn_reason IS DISTINCT FROM 'corrected'
    UNION ALL
    SELECT view_no, entity_id, recorded_on, due_on FROM goal_versions WHERE withdrawn_reason IS DISTINCT FROM 'corrected')
SELECT i.*, f.first_due_on
FROM item i
LEFT JOIN (SELECT view_no, entity_id, arg_min(due_on, (recorded_on, due_on)) AS first_due_on
           FROM stated WHERE due_on IS NOT NULL GROUP BY view_no, entity_id) f USING (view_no, entity_id)
