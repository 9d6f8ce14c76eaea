-- Spells in which the case was open: runs without a day between them. `until` is far in the future while one goes on;
-- `end_reason` is that of the last.
WITH spell AS (
    SELECT case_id, statement_id, occurred_on AS started_on, coalesce(ended_on, DATE '9999-12-31') AS until, end_reason FROM fact_case),
begun AS (
    SELECT *, CASE WHEN started_on <= max(until) OVER (
               PARTITION BY case_id ORDER BY started_on, until, statement_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
               THEN 0 ELSE 1 END AS is_new
    FROM spell),
numbered AS (
    SELECT *, sum(is_new) OVER (PARTITION BY case_id ORDER BY started_on, until, statement_id ROWS UNBOUNDED PRECEDING) AS run FROM begun)
SELECT case_id, min(started_on) AS started_on, max(until) AS until,
       arg_max(coalesce(end_reason, ''), (until, started_on, statement_id)) AS end_reason
FROM numbered GROUP BY case_id, run
