-- name: assessments_without_action
-- label: Assessments that ended with no further action
-- code: C6
-- family: decisions
-- aims at: purpose
-- question: How many of this child's assessments ended with no further action?
-- definition: Assessments finished on or before the day of the view whose outcome is on record, and of these the
--   share that ended with no further action. Section 47 enquiries, expert assessments and early help assessments are
--   not counted, nor is one of no recorded kind. Missing counts those without an outcome.
-- unit: share
-- source: Standard Safeguarding Dataset, child in need assessments (outcome no further action)
-- tables: assessment
-- reach: case
-- direction: neither
-- else: no finished assessment has an outcome on record
-- explained by: a need that another agency met
-- misleads: over a set of cases a large share may mean that too much is assessed, or that help is refused; of one
--   case it says little
-- shared
WITH finished AS (
    SELECT view_no, statement_id, plain(outcome) AS outcome FROM assessment WHERE kind = 'assessment' AND ended_on IS NOT NULL)
-- answer
SELECT view_no, count(*) FILTER (outcome = 'no further action') AS numerator, count(outcome) AS denominator,
       count(*) FILTER (outcome IS NULL) AS missing, count(*) FILTER (outcome = 'no further action') / count(outcome) AS value
FROM finished GROUP BY view_no HAVING count(outcome) > 0
-- evidence
SELECT view_no, statement_id, CASE outcome WHEN 'no further action' THEN 'no further action' ELSE 'went on' END AS role
FROM finished WHERE outcome IS NOT NULL
