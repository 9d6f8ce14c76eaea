-- What says of each duty that fell due that it was late or in time, and what says that it was done. Of a duty on a plan these are the
-- plans in force between the start of its clock and its last day: all of them, where several overlap.
WITH due AS (SELECT *, CASE WHEN days_late > 0 THEN 'late' ELSE 'in time' END AS role FROM milestone WHERE is_due)
SELECT d.view_no, d.duty, d.nationally, coalesce(p.statement_id, d.statement_id) AS statement_id, d.role
FROM due d LEFT JOIN plan_part p ON p.view_no = d.view_no AND p.spell_id = d.entity_id AND p.occurred_on <= d.due_on
    AND coalesce(p.ended_on >= d.clock_on, true)
UNION ALL
SELECT view_no, duty, nationally, done_by, 'done' FROM due WHERE done_by IS NOT NULL
