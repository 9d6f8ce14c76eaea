-- The day by which the next review was due under the standard in force on the day of the view.
WITH step AS (
    SELECT d.*, v.day, CASE WHEN duty = 'child protection review' THEN least(since_start, 1) + 1
                            WHEN NOT start_known THEN 3 ELSE least(since_start, 2) + 1 END AS step,
           CASE WHEN since_start > 0 THEN last_on WHEN start_known THEN started_on ELSE last_on END AS clock
    FROM review_duty d JOIN view v USING (view_no))
SELECT s.view_no, s.reviews, s.missing, s.start_known,
       CASE t.unit WHEN 'months' THEN CAST(s.clock + to_months(t.amount) AS DATE) ELSE ahead.day END AS due_on
FROM step s
LEFT JOIN standard t ON t.duty = s.duty AND t.step = s.step AND s.day BETWEEN t.valid_from AND t.valid_to
LEFT JOIN working_day began ON began.day = s.clock
LEFT JOIN working_day ahead ON ahead.number = began.number + t.amount AND ahead.is_working
