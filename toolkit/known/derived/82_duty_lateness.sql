-- Of each duty: how many fell due by the day of the view, how many of these were done late or not at all, and of how many the last
-- day lies outside the calendar.
SELECT view_no, duty, count(*) FILTER (is_due AND days_late > 0) AS late, count(*) FILTER (is_due) AS due,
       count(*) FILTER (due_on IS NULL) AS undated
FROM milestone GROUP BY view_no, duty HAVING count(*) FILTER (is_due) > 0
