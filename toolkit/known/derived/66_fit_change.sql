-- Every two ratings by one role on different days: by how many points they differ, how many days lie between them, and how many
-- ratings the role gave.
WITH scored AS (
    SELECT *, count(score) OVER (PARTITION BY view_no, in_supervision, rater_role) AS by_role FROM fit_rating)
SELECT a.view_no, a.in_supervision, a.by_role, b.score - a.score AS points, b.occurred_on - a.occurred_on AS days
FROM scored a JOIN scored b USING (view_no, in_supervision, rater_role)
WHERE b.occurred_on > a.occurred_on AND a.score IS NOT NULL AND b.score IS NOT NULL
