-- The spell in which the case was open at the view: since when, and whether that day is exact. Of two that are open at once it is
-- the one that began first.
SELECT view_no, min(occurred_on) AS opened_on, bool_and(occurred_precision = 'day') AS start_known
FROM "case" WHERE ended_on IS NULL GROUP BY view_no
