-- All periods of care in order: since when and until when, and whether the start is known or lies before the record.
SELECT e.view_no, e.period, min(e.occurred_on) AS started_on,
       bool_or(e.first AND e.starts AND e.occurred_precision = 'day') AS start_known,
       CASE WHEN NOT bool_or(e.is_last AND e.ended_on IS NULL) THEN max(e.ended_on) END AS left_on,
       arg_min(e.statement_id, e.place) AS statement_id, arg_min(e.entity_id, e.place) AS entity_id
FROM (SELECT *, place = max(place) OVER (PARTITION BY view_no, period) AS is_last FROM episode) e
GROUP BY e.view_no, e.period
