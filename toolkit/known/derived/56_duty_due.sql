-- Every clock of a duty of a case with the day by which it was due, under the standard in force on the day of the view, and the day
-- on which it was done; also those of what fell away by its last day (`fell_away`). A duty whose clock began before the record
-- covered its tables is left out. `days_late` runs to the day of the view where it is undone, or to the day on which it fell away.
WITH clock AS (FROM duty_again UNION ALL BY NAME FROM duty_once),
timed AS (
    SELECT k.*, v.day, t.amount, t.unit, t.count_from, k.clock_on + coalesce(t.entry, 0) AS runs_from,
           t.nationally
    FROM clock k JOIN view v USING (view_no)
    JOIN duty_cover c ON c.view_no = k.view_no AND c.duty = k.duty AND c.covered_from <= k.clock_on
    JOIN (SELECT *, max(step) OVER (PARTITION BY duty) AS steps,
        bool_or(status <> 'local') OVER (PARTITION BY duty) AS nationally,
                 CASE WHEN duty = 'permanency hearing' AND step = 1
                      THEN (SELECT any_value(amount) FROM standard WHERE duty = 'foster care entry') END AS entry
          FROM standard) t
         ON t.duty = k.duty AND t.step = least(coalesce(k.step, t.steps), t.steps) AND v.day BETWEEN t.valid_from AND t.valid_to),
due AS (
    SELECT m.*, coalesce(calendar_due(m.runs_from, m.amount, m.unit, m.count_from), ahead.day) AS due_on
    FROM timed m
    LEFT JOIN working_day began ON m.unit = 'working days' AND began.day = m.runs_from
    LEFT JOIN working_day ahead
         ON ahead.number = began.number + m.amount - (CASE WHEN began.is_working THEN m.count_from ELSE 0 END)
             AND ahead.is_working)
SELECT view_no, duty, step, entity_id, statement_id, clock_on, due_on, done_on, done_by, over_on, nationally,
       coalesce(done_on, least(over_on, day), day) AS last_on, due_on <= day AS is_due,
       greatest(coalesce(done_on, least(over_on, day), day) - due_on, 0) AS days_late,
       coalesce(done_on IS NULL AND over_on <= due_on, false) AS fell_away
FROM due
