-- The day by which the next review was due under the standard in force on the day of the view: the step that comes after
-- the reviews held, the last step (and so the longest limit) where the start is not known.
WITH step AS (
    SELECT d.*, v.day, t.amount, t.unit, t.count_from,
           CASE WHEN start_known AND reviews = 0 THEN started_on ELSE last_on END AS clock
    FROM review_duty d JOIN view v USING (view_no)
    LEFT JOIN standard t ON t.duty = d.duty AND v.day BETWEEN t.valid_from AND t.valid_to
        AND (t.step <= d.reviews + 1 OR d.start_known IS NOT TRUE)
    QUALIFY row_number() OVER (PARTITION BY d.view_no ORDER BY t.step DESC) = 1)
SELECT s.view_no, s.reviews, s.missing, s.start_known,
       coalesce(calendar_due(s.clock, s.amount, s.unit, s.count_from), ahead.day) AS due_on
FROM step s
LEFT JOIN working_day began ON s.unit = 'working days' AND began.day = s.clock
LEFT JOIN working_day ahead
     ON ahead.number = began.number + s.amount - (CASE WHEN began.is_working THEN s.count_from ELSE 0 END) AND ahead.is_working
