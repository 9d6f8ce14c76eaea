-- Every duty of a case with the day by which it was due and the day on which it was done, as in `duty_due`: one that fell away by
-- its last day was never due, and is left out.
SELECT view_no, duty, step, entity_id, statement_id, clock_on, due_on, done_on, done_by, over_on, nationally, last_on, is_due,
       days_late
FROM duty_due WHERE NOT fell_away
