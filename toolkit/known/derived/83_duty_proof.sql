-- What says of each duty that fell due that it was late or in time, and what says that it was done.
SELECT view_no, duty, nationally, statement_id, CASE WHEN days_late > 0 THEN 'late' ELSE 'in time' END AS role
FROM milestone WHERE is_due
UNION ALL
SELECT view_no, duty, nationally, done_by, 'done' FROM milestone WHERE is_due AND done_by IS NOT NULL
