-- name: went_missing
-- question: Did the child go missing?
-- definition: A spell in which the child was missing, or away without authorisation, began after the view's day and on or before
--   the last day of the horizon; the detail says which of the two. They are counted together, as a growing number of
--   authorities report both as missing. One that had begun by the end of the view's day does not count. One whose day is not
--   known exactly counts only where all its possible days lie within. What was never reported is not here, and a record
--   made of returns on children in care sees no other children go missing.
-- source: Department for Education data dictionary (LAIT), Children_missing and Children_Away
-- tables: missing
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: missing.occurred_on
-- else: does not occur: the outcome applies to every child
SELECT v.view_no, min(m.occurred_on) FILTER (m.first_on > v.day AND m.last_on <= v.horizon_on) AS happened_on,
       min_by(coalesce(m.kind, 'missing or away: not said which'), (m.occurred_on, m.statement_id))
           FILTER (m.first_on > v.day AND m.last_on <= v.horizon_on) AS detail,
       bool_or(m.first_on <= v.horizon_on AND m.last_on > v.day AND (m.first_on <= v.day OR m.last_on > v.horizon_on)) AS doubtful
FROM spot v LEFT JOIN fact_missing m ON m.case_id = v.case_id
GROUP BY v.view_no
