-- Goals that were dropped or replaced, with each decision that gives a reason and names the goal, or the goal for the same need
-- that was set on that day in its place: how many days before the change it was recorded, and how many working days after it
-- (each below nought where it was the other way round).
WITH change AS (SELECT * FROM goal WHERE outcome IN ('dropped', 'replaced')),
named AS (
    SELECT view_no, entity_id, entity_id AS goal_named FROM change
    UNION
    SELECT c.view_no, c.entity_id, s.entity_id
    FROM change c
    JOIN goal s ON s.view_no = c.view_no AND s.need_id = c.need_id AND s.occurred_on = c.ended_on AND s.entity_id <> c.entity_id)
SELECT c.view_no, c.entity_id, c.statement_id, c.ended_on AS changed_on, c.outcome,
       today.number - changed.number AS working_days_ago,
       e.statement_id AS decision_statement, e.reason, e.entity_id <> c.entity_id AS through_another,
       c.ended_on - e.recorded_on AS days_before, entered.number - changed.number AS working_days_after
FROM change c
JOIN view v ON v.view_no = c.view_no
JOIN named n ON n.view_no = c.view_no AND n.entity_id = c.entity_id
LEFT JOIN working_day today ON today.day = v.day
LEFT JOIN working_day changed ON changed.day = c.ended_on
LEFT JOIN explanation e ON e.view_no = n.view_no AND e.entity_id = n.goal_named
LEFT JOIN working_day entered ON entered.day = e.recorded_on
