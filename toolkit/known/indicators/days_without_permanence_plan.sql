-- name: days_without_permanence_plan
-- label: Days in care without a plan for permanence
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this child been in care without a plan for permanence?
-- definition: Days from the beginning of the period of care to the day of the view, where no plan for permanence has
--   been made in it. The wait ends with the first such plan, or when the child leaves care. Where several go on at
--   once it is the one that began first. The denominator is the number of such spells that the case has had; missing
--   counts those whose first day is not known exactly. Waits of a set of cases are estimated from the spells, by the
--   time of their start, with those still open censored and their ends kept apart.
-- unit: days
-- source: Children Act 1989 Guidance and Regulations, volume 2: care planning, placement and case review (a plan for
--   permanence by the second review)
-- tables: placement, plan
-- reach: case
-- direction: higher is worse
-- flag: above 122, more than four months (Children Act 1989 Guidance and Regulations, volume 2)
-- else: the child was not in care on that day, or a plan for permanence had been made
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a plan on paper is not a home
SELECT view_no, max(day - started_on) FILTER (open) AS numerator, count(*) AS denominator, count(*) FILTER (NOT exact) AS missing,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN max(day - started_on) FILTER (open) END AS value,
       max(day - started_on) FILTER (open) AS lower,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN arg_min(exact, (started_on, entity_id)) FILTER (open) THEN ''
           ELSE 'at least this many: the first day is not known' END AS reason
FROM (SELECT s.*, v.day, s.ended_on IS NULL AS open FROM stage_spell s JOIN view v USING (view_no)
    WHERE s.stage = 'care without a permanence plan')
GROUP BY view_no HAVING count(*) FILTER (open) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role FROM stage_spell
WHERE stage = 'care without a permanence plan'
-- spells
SELECT s.view_no, s.entity_id, s.statement_id, s.started_on, greatest(s.started_on, c.covered_from) AS entered_on, s.ended_on,
       CASE WHEN s.ended_on IS NULL THEN '' ELSE s.end_kind END AS end_kind
FROM stage_spell s
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('placement', 'plan')
    GROUP BY view_no) c USING (view_no)
WHERE s.stage = 'care without a permanence plan' AND s.exact AND (s.ended_on IS NULL OR s.ended_on >= c.covered_from)
