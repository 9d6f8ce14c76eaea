-- name: contingency_carried_out
-- label: Contingencies carried out
-- family: decisions
-- aims at: purpose
-- question: When the family missed appointments one after another, was the plan's contingency carried out?
-- definition: Of the runs of missed appointments (as in days_to_act_on_non_engagement) that came to that number while a plan
--   with a contingency held, the share after which, within so many days, a decision named that plan or was made on the day on
--   which that plan ended. Runs that are newer count as missing, decided or not, as of these one would see the quick ones alone; so
--   do those from before the record covered decisions.
-- unit: share
-- source: project definition (acting when caregivers do not engage)
-- parameters: missed = 2 (appointments missed in a row, a proposal of this project); days = 28 (within which, a proposal of
--   this project)
-- tables: visit, contact, plan, decision
-- reach: case
-- direction: lower is worse
-- else: no such run of missed appointments came under a plan with a contingency, or only lately
-- explained by: a family that came back at once
-- misleads: that a decision named the plan does not say that it did what the contingency says
-- shared
WITH spell AS (
    SELECT view_no, days_missed[CAST($missed AS INTEGER)] AS since, statements[CAST($missed AS INTEGER)] AS statement_id
    FROM missed_run WHERE len(days_missed) >= $missed),
under_plan AS (
    SELECT s.view_no, s.since, s.statement_id, p.entity_id AS plan_id,
           v.day - s.since >= $days AND s.since >= c.covered_from AS ripe
    FROM spell s JOIN view v USING (view_no) JOIN cover c ON c.view_no = s.view_no AND c.table_name = 'decision'
    JOIN plan p ON p.view_no = s.view_no AND plain(p.contingency) IS NOT NULL AND p.occurred_on <= s.since
        AND coalesce(p.ended_on >= s.since, true)),
named AS (
    SELECT view_no, entity_id, occurred_on, statement_id, unnest(string_split(concat_ws(' ', links, cites), ' ')) AS names
        FROM decision
    UNION ALL
    SELECT d.view_no, d.entity_id, d.occurred_on, d.statement_id, p.entity_id
    FROM decision d JOIN plan p ON p.view_no = d.view_no AND p.ended_on = d.occurred_on),
carried AS (
    SELECT u.view_no, u.since, any_value(u.statement_id) AS statement_id, bool_or(u.ripe) AS ripe,
           bool_or(n.entity_id IS NOT NULL) AS carried, min(n.statement_id) AS decision
    FROM under_plan u
    LEFT JOIN named n ON n.view_no = u.view_no AND n.names = u.plan_id AND n.occurred_on BETWEEN u.since
        AND u.since + CAST($days AS INTEGER)
    GROUP BY u.view_no, u.since)
-- answer
SELECT view_no, count(*) FILTER (ripe AND carried) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND carried) / count(*) FILTER (ripe) AS value
FROM carried GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, 'missed' AS role FROM carried WHERE ripe
UNION ALL SELECT view_no, decision, 'decision on the plan' FROM carried WHERE ripe AND decision IS NOT NULL
