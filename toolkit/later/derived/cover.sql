-- What the record covers in the end: runs of spans without a day between them. A span without an end reaches to the last
-- day on which anything at all was recorded.
WITH span AS (
    SELECT table_name, covered_from, coalesce(covered_to, (SELECT last_day FROM last_recorded)) AS covered_to FROM coverage),
begun AS (
    SELECT *, CASE WHEN covered_from <= 1 + max(covered_to) OVER (
               PARTITION BY table_name ORDER BY covered_from, covered_to ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
               THEN 0 ELSE 1 END AS is_new
    FROM span WHERE covered_to >= covered_from),
numbered AS (
    SELECT *, sum(is_new) OVER (PARTITION BY table_name ORDER BY covered_from, covered_to ROWS UNBOUNDED PRECEDING) AS run FROM begun)
SELECT table_name, min(covered_from) AS covered_from, max(covered_to) AS covered_to FROM numbered GROUP BY table_name, run
