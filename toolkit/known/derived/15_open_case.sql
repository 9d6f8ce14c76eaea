-- The spell in which the case was open at the view: since when, and whether that day is exact.
SELECT view_no, max(occurred_on) AS opened_on, bool_and(occurred_precision = 'day') AS start_known
FROM "case" WHERE ended_on IS NULL GROUP BY view_no
