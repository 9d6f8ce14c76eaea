-- name: crisis_decisions
-- label: Decisions in a crisis
-- code: R9
-- family: decisions
-- aims at: purpose
-- question: How many of the decisions were answers to a crisis?
-- definition: Of the decisions of the last twelve months, the share whose kind is one that answers a crisis, such as an
--   unplanned move or an emergency. Which kinds these are stands in data/known/word_groups.csv. A decision without a kind
--   counts as missing, and as none.
-- unit: share
-- source: project definition (crisis share)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: decision
-- reach: case
-- direction: higher is worse
-- else: no decision was made in the last twelve months
-- explained by: a child in danger, for whom the quick answer was the right one
-- misleads: a case in which nothing is decided has no crisis decisions
WITH crisis AS (SELECT DISTINCT view_no, entity_id FROM decision_group WHERE in_group = 'crisis')
SELECT d.view_no, count(c.entity_id) AS numerator, count(*) AS denominator, count(*) FILTER (plain(d.kind) IS NULL) AS missing,
       count(c.entity_id) / count(*) AS value
FROM decision d JOIN view v USING (view_no) LEFT JOIN crisis c ON c.view_no = d.view_no AND c.entity_id = d.entity_id
WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY d.view_no
-- evidence
SELECT d.view_no, d.statement_id, CASE WHEN c.entity_id IS NULL THEN 'not in a crisis' ELSE 'in a crisis' END AS role
FROM decision d JOIN view v USING (view_no)
LEFT JOIN (SELECT DISTINCT view_no, entity_id FROM decision_group WHERE in_group = 'crisis') c
    ON c.view_no = d.view_no AND c.entity_id = d.entity_id
WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
