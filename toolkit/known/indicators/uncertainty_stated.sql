-- name: uncertainty_stated
-- label: Decisions that say what is uncertain
-- code: D24
-- family: decisions
-- aims at: purpose
-- question: How many decisions say what was not known when they were taken?
-- definition: Of the decisions of the last twelve months, the share that says what is uncertain. Those that say nothing count
--   as not saying it.
-- unit: share
-- source: Munro 2019, Decision-making under uncertainty in child protection; project definition (uncertainty stated)
-- parameters: months = 12 (how far back; a proposal)
-- tables: decision
-- reach: case
-- else: no decision was on record in that time
-- direction: lower is worse
-- flag: below 0.5, fewer than half of the decisions say what was not known (a proposal of this project)
-- explained by: a decision about something that is not uncertain, such as a date
-- misleads: a sentence that stands under every decision says nothing; to say that one doubts is not yet to look
SELECT view_no, count(*) FILTER (trim(uncertainty) <> '') AS numerator, count(*) AS denominator, 0 AS missing,
       count(*) FILTER (trim(uncertainty) <> '') / count(*) AS value
FROM decision JOIN view USING (view_no) WHERE occurred_on > CAST(day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN trim(uncertainty) <> '' THEN 'says what is uncertain' ELSE 'says nothing of it' END AS role
FROM decision JOIN view USING (view_no) WHERE occurred_on > CAST(day - to_months(CAST($months AS INTEGER)) AS DATE)
