-- The clocks of what had to be done again and again: the spell's start, then each time that it was done, up to the next time.
-- Where the start of the spell is not known there is no first clock, and the later ones take the last step of the standard.
WITH done AS (
    SELECT view_no, unnest(['looked after visit', 'child protection visit', 'child in need visit']) AS duty, occurred_on,
           statement_id
    FROM visit_day
    UNION ALL
    SELECT view_no, kind, occurred_on, min(statement_id) FROM review GROUP BY view_no, kind, occurred_on
    UNION ALL
    SELECT view_no, kind, occurred_on, min(statement_id) FROM meeting WHERE kind = 'permanency hearing'
    GROUP BY view_no, kind, occurred_on),
mark AS (
    SELECT view_no, duty, entity_id, statement_id, occurred_on AS on_day, left_on, exact, true AS is_start,
           NULL AS done_statement FROM duty_spell
    UNION ALL
    SELECT s.view_no, s.duty, s.entity_id, s.statement_id, d.occurred_on, s.left_on, s.exact, false, d.statement_id
    FROM duty_spell s JOIN done d
         ON d.view_no = s.view_no AND d.duty = s.duty AND d.occurred_on >= s.occurred_on
             AND d.occurred_on <= coalesce(s.left_on, d.occurred_on)),
chain AS (
    SELECT *, row_number() OVER in_order AS place, lead(on_day) OVER in_order AS done_on,
           lead(done_statement) OVER in_order AS done_by
    FROM mark WINDOW in_order AS (PARTITION BY view_no, duty, entity_id ORDER BY on_day, NOT is_start))
SELECT view_no, duty, CASE WHEN exact THEN place END AS step, entity_id, statement_id, on_day AS clock_on, done_on, done_by,
       left_on AS over_on
FROM chain WHERE exact OR NOT is_start
