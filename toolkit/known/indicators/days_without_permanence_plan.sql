-- name: days_without_permanence_plan
-- label: Days in care without a plan for permanence
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this child been in care without a plan for permanence?
-- definition: Days from the beginning of the period of care to the day of the view, where no plan for permanence has
--   been made in it. The wait ends with the first such plan, or when the child leaves care. Where several go on at once
--   it is the one that began first. The denominator is the number of such spells that the case has had; missing counts
--   those whose first day is not known exactly. One that began before the record covered plans gives no number. Waits
--   of a set of cases are estimated from the spells, by the time of their start, with those still open censored and
--   their ends kept apart.
-- unit: days
-- source: Children Act 1989 Guidance and Regulations, volume 2: care planning, placement and case review (a plan for
--   permanence by the second review); SI 2010/959, regulation 33 (the second review, 20 working days and three months
--   after care began)
-- tables: placement, plan
-- reach: case
-- direction: higher is worse
-- flag: above 122, more than four months, when a second review is due (project, from SI 2010/959, regulation 33)
-- else: the child was not in care on that day, or a plan for permanence had been made
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a plan on paper is not a home
WITH wait AS (
    SELECT s.*, v.day - s.started_on AS days, s.ended_on IS NULL AS open, s.started_on >= c.covered_from AS watched
    FROM stage_spell s JOIN view v USING (view_no) JOIN cover c ON c.view_no = s.view_no AND c.table_name = 'plan'
    WHERE s.stage = 'care without a permanence plan'),
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
WHERE stage = 'care without a permanence plan'
-- spells
SELECT s.view_no, s.entity_id, s.statement_id, s.started_on, greatest(s.started_on, c.covered_from) AS entered_on, s.ended_on,
       CASE WHEN s.ended_on IS NULL THEN '' ELSE s.end_kind END AS end_kind
FROM stage_spell s
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('placement', 'plan')
    GROUP BY view_no) c USING (view_no)
WHERE s.stage = 'care without a permanence plan' AND s.exact AND (s.ended_on IS NULL OR s.ended_on >= c.covered_from)
