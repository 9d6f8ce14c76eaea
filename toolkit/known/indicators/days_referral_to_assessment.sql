-- name: days_referral_to_assessment
-- label: Days since the referral, the assessment unfinished
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this child waited for an assessment to be finished?
-- definition: Days from the accepted referral to the day of the view, where no assessment that began on or after it is
--   finished. The wait ends when one is finished, when the case closes, or with the next accepted referral. Where
--   several go on at once it is the one that began first. The denominator is the number of such spells that the case
--   has had; missing counts those whose first day is not known exactly. One that began before the record covered
--   assessments gives no number. Waits of a set of cases are estimated from the spells, by the time of their start,
--   with those still open censored and their ends kept apart.
-- unit: days
-- source: Working Together to Safeguard Children 2013, chapter 1 (the assessment, from the referral on)
-- tables: referral, assessment, case
-- reach: case
-- direction: higher is worse
-- flag: above 63, more than nine weeks, which are 45 working days without a holiday (Working Together to Safeguard
--   Children 2013, chapter 1)
-- else: no accepted referral waited for its assessment on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a quick assessment may have looked at little
WITH wait AS (
    SELECT s.*, v.day - s.started_on AS days, s.ended_on IS NULL AS open, s.started_on >= c.covered_from AS watched
    FROM stage_spell s JOIN view v USING (view_no) JOIN cover c ON c.view_no = s.view_no AND c.table_name = 'assessment'
    WHERE s.stage = 'referral to assessment'),
longest AS (
    SELECT view_no, max(days) FILTER (open) AS days, count(*) AS spells, count(*) FILTER (NOT exact) AS inexact,
           arg_min(exact, (started_on, entity_id)) FILTER (open) AS exact,
           arg_min(watched, (started_on, entity_id)) FILTER (open) AS watched
    FROM wait GROUP BY view_no HAVING count(*) FILTER (open) > 0)
SELECT view_no, days AS numerator, spells AS denominator, inexact AS missing, CASE WHEN exact AND watched THEN days END AS value,
       CASE WHEN watched THEN days END AS lower,
       CASE WHEN exact AND watched THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT watched THEN 'it began before the record covered what would have ended it'
            WHEN NOT exact THEN 'at least this many: the first day is not known' ELSE '' END AS reason
FROM longest
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role FROM stage_spell
WHERE stage = 'referral to assessment'
-- spells
SELECT s.view_no, s.entity_id, s.statement_id, s.started_on, greatest(s.started_on, c.covered_from) AS entered_on, s.ended_on,
       CASE WHEN s.ended_on IS NULL THEN '' ELSE s.end_kind END AS end_kind
FROM stage_spell s
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('referral', 'assessment', 'case')
    GROUP BY view_no) c USING (view_no)
WHERE s.stage = 'referral to assessment' AND s.exact AND (s.ended_on IS NULL OR s.ended_on >= c.covered_from)
