-- The period of care that a child was in at the view: since when, and whether that start is known or lies before the record.
SELECT view_no, period, min(occurred_on) AS started_on, any_value(day) - min(occurred_on) AS days,
       bool_or(first AND list_contains(coalesce(change_groups, []), 'start') AND occurred_precision = 'day') AS start_known
FROM (SELECT e.*, v.day, c.groups AS change_groups, max(e.period) OVER (PARTITION BY e.view_no) AS last_period,
             max(e.place) OVER (PARTITION BY e.view_no) AS last_place
      FROM episode e JOIN view v USING (view_no) LEFT JOIN code c ON c.list = 'RNE' AND c.code = e.change)
WHERE period = last_period
GROUP BY view_no, period
HAVING bool_or(place = last_place AND ended_on IS NULL)
