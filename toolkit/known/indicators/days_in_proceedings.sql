-- name: days_in_proceedings
-- label: Days in care proceedings
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long have care proceedings gone on?
-- definition: Days from the application to the court to the day of the view, where no final order (a care order or a
--   placement order) was made; where the record keeps no applications, from the first interim care order on, which is
--   later than the application. Where several go on at once it is the one that began first. The denominator is the
--   number of such spells that the case has had; missing counts those whose first day is not known exactly. Waits of
--   a set of cases are estimated from the spells, by the time of their start, with those still open censored and
--   their ends kept apart.
-- unit: days
-- source: Children Act 1989, section 32(1)(a)(ii), as amended by the Children and Families Act 2014, section 14
-- tables: legal
-- reach: case
-- direction: higher is worse
-- flag: above 182, more than 26 weeks (Children Act 1989, section 32)
-- else: there were no care proceedings on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: an extension may be what the child needs
SELECT view_no, max(day - started_on) FILTER (open) AS numerator, count(*) AS denominator, count(*) FILTER (NOT exact) AS missing,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN max(day - started_on) FILTER (open) END AS value,
       max(day - started_on) FILTER (open) AS lower,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN ''
           ELSE 'at least this many: the first day is not known' END AS reason
FROM (SELECT s.*, v.day, s.ended_on IS NULL AS open FROM stage_spell s JOIN view v USING (view_no) WHERE s.stage = 'proceedings')
GROUP BY view_no HAVING count(*) FILTER (open) > 0
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
