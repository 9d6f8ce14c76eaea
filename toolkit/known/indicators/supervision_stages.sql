-- name: supervision_stages
-- label: Supervisions that reached analysis and action
-- code: D23
-- family: oversight
-- aims at: purpose
-- question: How many of the supervisions of this case went on to think it through and to agree what to do?
-- definition: Of the supervisions of the last twelve months that say which stages were reached (in any letters, parted by blanks or
--   commas), the share that reached both analysis and action. Those that do not say are left out and counted as missing.
-- unit: share
-- source: Morrison 2005, Staff supervision in social care (the supervision cycle); project definition (stage completeness)
-- parameters: months = 12 (how far back; a proposal)
-- tables: supervision
-- reach: case
-- else: no supervision that says which stages were reached was on record in that time
-- direction: lower is worse
-- explained by: a case that was discussed shortly between two full supervisions
-- misleads: a stage that is ticked is not a thought that was had
-- shared
WITH told AS (
    SELECT view_no, statement_id, nullif(regexp_extract_all(lower(stages), '[a-z]+'), []) AS stages
    FROM supervision JOIN view USING (view_no) WHERE occurred_on > CAST(day - to_months(CAST($months AS INTEGER)) AS DATE)),
reached AS (SELECT *, list_has_all(stages, ['analysis', 'action']) AS whole FROM told)
-- answer
SELECT view_no, count(*) FILTER (whole) AS numerator, count(whole) AS denominator, count(*) - count(whole) AS missing,
       count(*) FILTER (whole) / count(whole) AS value
FROM reached GROUP BY view_no HAVING count(whole) > 0
-- evidence
SELECT view_no, statement_id,
       CASE WHEN whole THEN 'analysis and action' WHEN NOT whole THEN 'not both' ELSE 'stages not said' END AS role
FROM reached QUALIFY count(whole) OVER (PARTITION BY view_no) > 0
