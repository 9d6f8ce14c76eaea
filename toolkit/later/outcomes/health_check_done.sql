-- name: health_check_done
-- question: Was the child's health assessed?
-- definition: The child was in care at the end of the view's day, and a health assessment or check (data/later/words.csv; dental
--   checks and immunisations are not meant) took place after that day and on or before the last day of the horizon. One that
--   is only due, planned, refused or cancelled did not; one of which it is not said whether it took place leaves the answer open.
--   A record without any such check of any child does not record them. Leaving care is a competing end, as the duty ends
--   with it; leaving it without a reason on record is censored on that day.
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 7
-- tables: measure, placement
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: measure.occurred_on where plain(kind) IN (SELECT word FROM word WHERE list = 'measure' AND in_group = 'health check')
-- else: the child was not in care at the end of the view's day
WITH kinds AS (SELECT word FROM word WHERE list = 'measure' AND in_group = 'health check'),
answers AS (SELECT word FROM word WHERE list = 'measure answer' AND in_group = 'done'),
none AS (SELECT NOT EXISTS (FROM measure m JOIN kinds k ON k.word = plain(m.kind)) AS none),
checked AS (
    SELECT m.case_id, m.statement_id, m.occurred_on, m.first_on, m.last_on, plain(m.kind) AS kind, a.word IS NOT NULL AS done,
           m.answer IS NULL AND m.missing_reason IS NULL AS unsaid
    FROM fact_measure m JOIN kinds k ON k.word = plain(m.kind) LEFT JOIN answers a ON a.word = plain(m.answer))
SELECT i.view_no, min(m.occurred_on) FILTER (m.done AND m.first_on > i.day AND m.last_on <= i.horizon_on) AS happened_on,
       min_by(m.kind, (m.occurred_on, m.statement_id)) FILTER (m.done AND m.first_on > i.day AND m.last_on <= i.horizon_on) AS detail,
       any_value(i.left_on) AS ended_on, any_value(i.left_by) AS ended_by, any_value(i.lost_on) AS lost_on, any_value(i.lost_by) AS lost_by,
       bool_or(m.done AND m.first_on <= i.horizon_on AND m.last_on > i.day AND (m.first_on <= i.day OR m.last_on > i.horizon_on)) AS doubtful,
       CASE WHEN bool_or(m.unsaid AND m.first_on <= i.horizon_on AND m.last_on > i.day)
            THEN 'a health assessment is on record without whether it took place' END AS unsaid,
       CASE WHEN any_value(n.none) THEN 'no health assessment of any child is on record' END AS unknown
FROM in_care i CROSS JOIN none n LEFT JOIN checked m ON m.case_id = i.case_id
GROUP BY i.view_no
