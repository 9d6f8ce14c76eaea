-- Runs of missed appointments without a kept one between: the days and statements of the missed ones, and when one was kept again.
-- Of a missed and a kept one on the same day, the missed one came first.
WITH in_order AS (
    SELECT *, count(*) FILTER (kept) OVER (
        PARTITION BY view_no ORDER BY occurred_on, kept, entity_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run
    FROM appointment),
run AS (
    SELECT view_no, run, min(occurred_on) FILTER (kept) AS began_on,
           list(occurred_on ORDER BY occurred_on, entity_id) FILTER (NOT kept) AS days_missed,
           list(entity_id ORDER BY occurred_on, entity_id) FILTER (NOT kept) AS missed,
           list(statement_id ORDER BY occurred_on, entity_id) FILTER (NOT kept) AS statements
    FROM in_order GROUP BY view_no, run)
SELECT view_no, days_missed, missed, statements, lead(began_on) OVER (PARTITION BY view_no ORDER BY run) AS kept_again_on
FROM run QUALIFY days_missed IS NOT NULL
