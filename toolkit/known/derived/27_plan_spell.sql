-- Time on a child protection plan, and on a plan for a child in need. Plans of one kind that overlap are one spell, as each visit
-- and review serves them all: from the first day of the first to the last day of the last.
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
SELECT view_no, kind, arg_min(entity_id, (occurred_on, entity_id)) AS entity_id,
       arg_min(statement_id, (occurred_on, entity_id)) AS statement_id, min(occurred_on) AS occurred_on, bool_and(exact) AS exact,
       CASE WHEN bool_and(ended_on IS NOT NULL) THEN max(ended_on) END AS ended_on,
       arg_max(end_reason, (ended_on, entity_id)) AS end_reason
FROM numbered GROUP BY view_no, kind, number
