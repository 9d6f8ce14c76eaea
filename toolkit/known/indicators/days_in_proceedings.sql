-- name: days_in_proceedings
-- label: Days in care proceedings
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long have care proceedings gone on?
-- definition: Days from the application to the court to the day of the view, where no final order (a care order or a
--   placement order) was made; where the record keeps no applications, from the first interim care order on, which is
--   later than the application. Where several go on at once it is the one that began first. The denominator is the
--   number of such spells that the case has had; missing counts those whose first day is not known exactly. One that
--   began before the record covered legal statuses gives no number. Waits of a set of cases are estimated from the
--   spells, by the time of their start, with those still open censored and their ends kept apart.
-- unit: days
-- source: Children Act 1989, section 32(1)(a)(ii), as amended by the Children and Families Act 2014, section 14
-- tables: legal
-- reach: case
-- direction: higher is worse
-- flag: above 181, more than 26 weeks, of which the day of issue is the first day (Children Act 1989, section 32)
-- else: there were no care proceedings on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: an extension may be what the child needs
WITH wait AS (
    SELECT s.*, v.day - s.started_on AS days, s.ended_on IS NULL AS open, s.started_on >= c.covered_from AS watched
    FROM stage_spell s JOIN view v USING (view_no) JOIN cover c ON c.view_no = s.view_no AND c.table_name = 'legal'
    WHERE s.stage = 'proceedings'),
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
WHERE stage = 'proceedings'
-- spells
SELECT s.view_no, s.entity_id, s.statement_id, s.started_on, greatest(s.started_on, c.covered_from) AS entered_on, s.ended_on,
       CASE WHEN s.ended_on IS NULL THEN '' ELSE s.end_kind END AS end_kind
FROM stage_spell s
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('legal')
    GROUP BY view_no) c USING (view_no)
WHERE s.stage = 'proceedings' AND s.exact AND (s.ended_on IS NULL OR s.ended_on >= c.covered_from)
