-- Plans of child protection, and for a child in need, one row a plan as it is on record, with the spell that it is part of: plans
-- of one kind that overlap are one, named (`spell_id`) after the one that began first.
WITH plan_row AS (
    SELECT view_no, kind, entity_id, statement_id, occurred_on, occurred_precision = 'day' AS exact, ended_on, end_reason
    FROM status WHERE kind = 'child protection plan'
    UNION ALL
    SELECT view_no, kind, entity_id, statement_id, occurred_on, occurred_precision = 'day', ended_on, NULL
    FROM plan WHERE kind = 'child in need plan'),
begun AS (
    SELECT *, coalesce(occurred_on >= max(coalesce(ended_on, CAST('infinity' AS DATE))) OVER (
        in_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS begins
    FROM plan_row WINDOW in_order AS (PARTITION BY view_no, kind ORDER BY occurred_on, entity_id)),
numbered AS (
    SELECT *, count(*) FILTER (begins) OVER (PARTITION BY view_no, kind ORDER BY occurred_on, entity_id) AS number FROM begun)
SELECT * EXCLUDE (begins, number),
       first_value(entity_id) OVER (PARTITION BY view_no, kind, number ORDER BY occurred_on, entity_id) AS spell_id
FROM numbered
