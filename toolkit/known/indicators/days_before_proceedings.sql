-- name: days_before_proceedings
-- label: Days in pre-proceedings
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this case been in pre-proceedings?
-- definition: Days from the beginning of pre-proceedings to the day of the view, where they have not ended and no
--   application was made to the court. Where several go on at once it is the one that began first. The denominator is
--   the number of such spells that the case has had; missing counts those whose first day is not known exactly. Waits
--   of a set of cases are estimated from the spells, by the time of their start, with those still open censored and
--   their ends kept apart.
-- unit: days
-- source: Public Law Outline 2014 (Practice Direction 12A), pre-proceedings; Department for Education, child in need
--   census 2026 (pre-proceedings, new in that year)
-- tables: legal
-- reach: case
-- direction: higher is worse
-- flag: above 112, more than 16 weeks (project)
-- else: the case was not in pre-proceedings on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a source that keeps no stages of proceedings shows none
SELECT view_no, max(day - started_on) FILTER (open) AS numerator, count(*) AS denominator, count(*) FILTER (NOT exact) AS missing,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN max(day - started_on) FILTER (open) END AS value,
       max(day - started_on) FILTER (open) AS lower,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN ''
           ELSE 'at least this many: the first day is not known' END AS reason
FROM (SELECT s.*, v.day, s.ended_on IS NULL AS open FROM stage_spell s JOIN view v USING (view_no)
    WHERE s.stage = 'before proceedings')
GROUP BY view_no HAVING count(*) FILTER (open) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role FROM stage_spell
WHERE stage = 'before proceedings'
-- spells
SELECT s.view_no, s.entity_id, s.statement_id, s.started_on, greatest(s.started_on, c.covered_from) AS entered_on, s.ended_on,
       CASE WHEN s.ended_on IS NULL THEN '' ELSE s.end_kind END AS end_kind
FROM stage_spell s
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('legal')
    GROUP BY view_no) c USING (view_no)
WHERE s.stage = 'before proceedings' AND s.exact AND (s.ended_on IS NULL OR s.ended_on >= c.covered_from)
