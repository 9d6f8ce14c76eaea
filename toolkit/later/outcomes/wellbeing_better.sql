-- name: wellbeing_better
-- question: When the child's wellbeing was measured again, was it better?
-- definition: A measure of wellbeing on a scale whose direction is known (data/later/scales.csv) stood at the end of the view's
--   day: the last one of its kind, instrument and rater, no older than 365 days. What counts is the first day after the view
--   on which it was measured again, on or before the last day of the horizon: better by the direction of the scale, by however
--   little, is the outcome; worse and same are competing ends, and the detail says which. Where several scales were used on that
--   day, the least good answer counts. Not measured again is not the same as no better: then it cannot be told. A point more
--   or less lies within what any such scale gets wrong.
-- source: Promoting the health and wellbeing of looked-after children (Department for Education and Department of Health 2015);
--   each scale's own source in data/later/scales.csv; the rule is this project's
-- tables: measure
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: measure.occurred_on where value IS NOT NULL AND plain(kind) IN (SELECT kind FROM scale)
-- else: no measure of wellbeing stood at the end of the view's day
WITH none AS (SELECT NOT EXISTS (FROM measure m JOIN scale s ON s.kind = plain(m.kind) WHERE m.value IS NOT NULL) AS none),
scaled AS (
    SELECT m.case_id, m.statement_id, m.occurred_on, m.first_on, m.last_on, m.value, s.kind, s.better, coalesce(m.instrument, '') AS instrument,
           coalesce(m.rater_role, '') AS rater FROM fact_measure m JOIN scale s ON s.kind = plain(m.kind) WHERE m.value IS NOT NULL),
days AS (SELECT CAST(value AS INTEGER) AS days FROM limit_of WHERE name = 'measure_stands_days'),
stood AS (
    SELECT v.view_no, v.case_id, v.day, v.horizon_on, m.kind, m.instrument, m.rater, m.better,
           arg_max(m.value, (m.occurred_on, m.statement_id)) AS value
    FROM spot v CROSS JOIN days d JOIN scaled m ON m.case_id = v.case_id AND m.last_on <= v.day AND m.first_on >= v.day - d.days
    GROUP BY ALL),
again AS (
    SELECT s.view_no, m.occurred_on, m.first_on > s.day AND m.last_on <= s.horizon_on AS is_sure,
           m.first_on <= s.horizon_on AND m.last_on > s.day AS may_be, CASE
               WHEN m.value = s.value THEN 2 WHEN (m.value < s.value) = (s.better = 'lower') THEN 3 ELSE 1 END AS answer,
           m.kind || ', ' || printf('%g', s.value) || ' to ' || printf('%g', m.value) AS words
    FROM stood s JOIN scaled m USING (case_id, kind, instrument, rater) WHERE m.last_on > s.day),
first AS (SELECT view_no, min(occurred_on) AS on_day FROM again WHERE is_sure GROUP BY view_no),
told AS (
    SELECT a.view_no, any_value(f.on_day) AS on_day, min(a.answer) AS answer, arg_min(a.words, (a.answer, a.words)) AS words
    FROM again a JOIN first f ON f.view_no = a.view_no AND f.on_day = a.occurred_on WHERE a.is_sure GROUP BY a.view_no),
asked_of AS (SELECT view_no, any_value(none) AS none FROM stood CROSS JOIN none GROUP BY view_no UNION ALL SELECT view_no, true FROM spot, none WHERE none),
coarse AS (SELECT DISTINCT view_no FROM again WHERE may_be AND NOT is_sure)
SELECT q.view_no, CASE WHEN t.answer = 3 THEN t.on_day END AS happened_on, 'better: ' || t.words AS detail,
       CASE WHEN t.answer < 3 THEN t.on_day END AS ended_on,
       'measured again and ' || CASE t.answer WHEN 1 THEN 'worse: ' ELSE 'the same: ' END || t.words AS ended_by,
       c.view_no IS NOT NULL AND t.view_no IS NULL AS doubtful, 'wellbeing was not measured again within the horizon' AS unsaid,
       CASE WHEN q.none THEN 'no measure of wellbeing of any child is on record' END AS unknown
FROM asked_of q LEFT JOIN told t USING (view_no) LEFT JOIN coarse c USING (view_no)
