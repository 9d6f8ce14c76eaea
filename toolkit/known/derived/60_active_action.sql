-- The actions that are not yet done: whether each serves an open goal, and that goal an open need of the child.
SELECT a.view_no, a.statement_id, a.entity_id, a.occurred_on, roles_of(a.owner_role) IS NOT NULL AS has_owner, a.due_on, g.statement_id AS goal_statement,
       g.entity_id IS NOT NULL AS serves_goal, n.entity_id IS NOT NULL AS serves_need,
       g.entity_id IS NOT NULL AND g.need_id IS NULL AS need_unsaid
FROM action a
LEFT JOIN goal g ON g.view_no = a.view_no AND g.entity_id = a.goal_id AND g.ended_on IS NULL
LEFT JOIN need n ON n.view_no = g.view_no AND n.entity_id = g.need_id AND n.ended_on IS NULL
WHERE a.ended_on IS NULL
