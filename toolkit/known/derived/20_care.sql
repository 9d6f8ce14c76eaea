-- The period of care that a child was in at the view: since when, and whether that start is known or lies before the record.
WITH lived AS (
    SELECT view_no, period, min(occurred_on) AS started_on, bool_or(first AND starts AND occurred_precision = 'day') AS start_known,
           arg_max(ended_on IS NULL, place) AS goes_on
    FROM episode GROUP BY view_no, period)
SELECT view_no, max(period) AS period, arg_max(started_on, period) AS started_on,
       any_value(day) - arg_max(started_on, period) AS days, arg_max(start_known, period) AS start_known
FROM lived JOIN view USING (view_no) GROUP BY view_no HAVING arg_max(goes_on, period)
