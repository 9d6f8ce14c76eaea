-- The latest round of ratings of trust of each side: the mean of its answers, and how many were left out.
SELECT view_no, rater, max(occurred_on) AS asked_on, avg(rating) AS rating, sum(rating) AS total,
       count(rating) AS answers, count(*) - count(rating) AS missing
FROM (SELECT *, max(occurred_on) OVER (PARTITION BY view_no, rater) AS latest FROM trust)
WHERE occurred_on = latest GROUP BY view_no, rater
