-- name: school_move
-- question: Did the child move to another school?
-- definition: A change of school came to the agency's knowledge as having happened after the view's day and on or before the last
--   day of the horizon. The record has no table of schools: it is looked for among information of the kinds in
--   data/later/words.csv. A record that holds no such entry of any child does not record them. One whose day is not
--   known exactly counts only where all its possible days lie within. The published measure leaves out moves between 1 August
--   and 30 September; this one does not, as the record does not say whether a school had to be left.
-- source: Department for Education data dictionary (LAIT), Stability_School; where it is looked for: project
-- tables: information
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: information.occurred_on where plain(kind) IN (SELECT word FROM word WHERE in_group = 'school move')
-- else: does not occur: the outcome applies to every child
WITH moved AS (
    SELECT i.* FROM fact_information i JOIN word w ON w.list = 'information' AND w.in_group = 'school move' AND w.word = plain(i.kind)),
none AS (
    SELECT NOT EXISTS (FROM information i JOIN word w ON w.list = 'information' AND w.in_group = 'school move' AND w.word = plain(i.kind)) AS none)
SELECT v.view_no, min(i.occurred_on) FILTER (i.first_on > v.day AND i.last_on <= v.horizon_on) AS happened_on, 'moved to another school' AS detail,
       bool_or(i.first_on <= v.horizon_on AND i.last_on > v.day AND (i.first_on <= v.day OR i.last_on > v.horizon_on)) AS doubtful,
       CASE WHEN any_value(n.none) THEN 'no change of school of any child is on record' END AS unknown
FROM spot v CROSS JOIN none n LEFT JOIN moved i ON i.case_id = v.case_id
GROUP BY v.view_no
