-- On how many days of the present period of care there was no plan for permanence (`what` = 'goal'), and on how many no second way.
WITH stood AS (SELECT view_no, what, sum(days_added) AS days FROM permanence_spell GROUP BY view_no, what),
gap AS (
    SELECT c.view_no, w.what, c.days - coalesce(s.days, 0) AS days, c.days AS days_in_care,
           coalesce(c.start_known AND o.covered_from <= c.started_on, false) AS whole
    FROM care c JOIN cover o ON o.view_no = c.view_no AND o.table_name = 'plan'
    CROSS JOIN (VALUES ('goal'), ('second way')) w (what)
    LEFT JOIN stood s ON s.view_no = c.view_no AND s.what = w.what)
SELECT view_no, what, days, days_in_care, CASE WHEN whole THEN days END AS value,
       CASE WHEN whole THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN whole THEN '' ELSE 'the start of care lies outside what the record covers' END AS reason
FROM gap
