-- name: repeat_protection_plans
-- label: Child protection plans again within 24 months
-- code: D20
-- family: continuity
-- aims at: purpose
-- question: How often did this child come onto a child protection plan again within two years of an earlier one?
-- definition: Child protection plans of the case that began within 24 months of the end of an earlier one (on or
--   before the same date two years later), up to and including the day of the view. Plans that overlap are
--   one. The denominator is the number of plans; missing counts earlier plans that are stated and that the record does not hold.
--   Where some are missing, or the record begins less than 24 months before the first plan and nothing says that there was none
--   before, it is at least so many.
-- unit: plans
-- source: Department for Education, characteristics of children in need (second or subsequent plans); two years as
--   agencies count locally
-- parameters: within = 24 (months since the earlier plan ended; a local convention)
-- tables: status
-- also: plan
-- reach: case
-- direction: higher is worse
-- flag: at least 1, on a plan again within two years (project)
-- else: the child has been on no child protection plan
-- explained by: a new harm that has nothing to do with the old one
-- misleads: plans with another agency may not be on record
WITH begun AS (
    SELECT view_no, occurred_on, CAST(occurred_on - to_months(CAST($within AS INTEGER)) AS DATE) AS since,
           max(ended_on) OVER (PARTITION BY view_no ORDER BY occurred_on,
               entity_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_on
    FROM plan_spell WHERE kind = 'child protection plan'),
stated AS (SELECT view_no, max(earlier_plans) AS most FROM plan WHERE kind = 'child protection plan' GROUP BY view_no),
counted AS (
    SELECT b.view_no, count(*) AS plans,
           count(*) FILTER (b.occurred_on <= CAST(b.before_on + to_months(CAST($within AS INTEGER)) AS DATE)) AS repeats,
           greatest(coalesce(any_value(s.most) - count(*) + 1, 0), 0) AS missing,
           bool_or(b.before_on IS NULL AND c.covered_from > b.since) AND any_value(s.most) IS DISTINCT FROM 0 AS unseen
    FROM begun b JOIN cover c ON c.view_no = b.view_no AND c.table_name = 'status'
    LEFT JOIN stated s ON s.view_no = b.view_no GROUP BY b.view_no)
SELECT view_no, repeats AS numerator, plans AS denominator, missing,
       CASE WHEN NOT unseen AND missing = 0 THEN repeats END AS value,
       repeats AS lower, CASE WHEN unseen OR missing > 0 THEN 'insufficient' ELSE 'ok' END AS status,
       CASE WHEN missing > 0 THEN 'at least this many: earlier plans are stated that the record does not hold'
            WHEN unseen THEN 'at least this many: the record begins less than two years before a plan' ELSE '' END AS reason
FROM counted
-- evidence
SELECT view_no, statement_id, 'child protection plan' AS role FROM status WHERE kind = 'child protection plan'
-- spells
SELECT s.view_no, s.entity_id, s.statement_id, s.ended_on AS started_on,
       greatest(s.ended_on, any_value(c.covered_from)) AS entered_on,
       min(n.occurred_on) AS ended_on, CASE WHEN min(n.occurred_on) IS NULL THEN '' ELSE 'on a plan again' END AS end_kind
FROM plan_spell s JOIN cover c ON c.view_no = s.view_no AND c.table_name = 'status'
LEFT JOIN plan_spell n ON n.view_no = s.view_no AND n.kind = 'child protection plan' AND n.occurred_on >= s.ended_on
    AND n.entity_id <> s.entity_id
WHERE s.kind = 'child protection plan' AND s.ended_on IS NOT NULL GROUP BY s.view_no, s.entity_id, s.statement_id, s.ended_on
