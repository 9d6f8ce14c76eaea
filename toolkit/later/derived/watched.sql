-- Spells in which reviews are due: in care, or under a plan; runs without a day between them.
WITH spell AS (
    SELECT case_id, started_on, until FROM care
    UNION ALL
    SELECT case_id, occurred_on, coalesce(ended_on, DATE '9999-12-31') FROM fact_status
    WHERE kind IN ('child in need', 'child protection plan', 'looked after')),
begun AS (
    SELECT *, CASE WHEN started_on <= max(until) OVER (
               PARTITION BY case_id ORDER BY started_on, until ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
               THEN 0 ELSE 1 END AS is_new
    FROM spell),
numbered AS (
    SELECT *, sum(is_new) OVER (PARTITION BY case_id ORDER BY started_on, until ROWS UNBOUNDED PRECEDING) AS run FROM begun)
SELECT case_id, min(started_on) AS started_on, max(until) AS until FROM numbered GROUP BY case_id, run
