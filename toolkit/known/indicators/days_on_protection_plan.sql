-- name: days_on_protection_plan
-- label: Days on the child protection plan
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this child been on a child protection plan?
-- definition: Days from the beginning of the child protection plan to the day of the view, where it has not ended.
--   Where several go on at once it is the one that began first. The denominator is the number of such spells that the
--   case has had; missing counts those whose first day is not known exactly. Waits of a set of cases are estimated
--   from the spells, by the time of their start, with those still open censored and their ends kept apart.
-- unit: days
-- source: Department for Education, characteristics of children in need (plans that last two years or more)
-- tables: status
-- reach: case
-- direction: higher is worse
-- flag: above 729, two years or more (Department for Education, characteristics of children in need)
-- else: the child was on no child protection plan on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a short plan may have ended too early
SELECT view_no, max(day - started_on) FILTER (open) AS numerator, count(*) AS denominator, count(*) FILTER (NOT exact) AS missing,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN max(day - started_on) FILTER (open) END AS value,
       max(day - started_on) FILTER (open) AS lower,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN ''
           ELSE 'at least this many: the first day is not known' END AS reason
FROM (SELECT s.*, v.day, s.ended_on IS NULL AS open FROM stage_spell s JOIN view v USING (view_no)
    WHERE s.stage = 'child protection plan')
GROUP BY view_no HAVING count(*) FILTER (open) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role FROM stage_spell
WHERE stage = 'child protection plan'
-- spells
SELECT s.view_no, s.entity_id, s.statement_id, s.started_on, greatest(s.started_on, c.covered_from) AS entered_on, s.ended_on,
       CASE WHEN s.ended_on IS NULL THEN '' ELSE s.end_kind END AS end_kind
FROM stage_spell s
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('status')
    GROUP BY view_no) c USING (view_no)
WHERE s.stage = 'child protection plan' AND s.exact AND (s.ended_on IS NULL OR s.ended_on >= c.covered_from)
