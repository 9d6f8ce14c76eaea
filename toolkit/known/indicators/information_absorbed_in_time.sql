-- name: information_absorbed_in_time
-- label: Significant information taken up within two working weeks
-- code: D16
-- family: tempo
-- aims at: timeliness
-- question: Of the significant things that came to our knowledge, how many were taken up within two working weeks?
-- definition: Of significant information that was first recorded in the last twelve months, and a number of working days ago or
--   longer, the share that a plan, need, goal, action, decision or supervision cited by that many working days after it was
--   first recorded. Information that is newer is counted as missing; so is what was recorded before the record covered needs,
--   goals, actions, decisions and supervision.
-- unit: share
-- source: project definition (absorption lag)
-- parameters: working_days = 10 (two working weeks; a proposal); months = 12 (how far back; a proposal)
-- tables: information, need, goal, action, decision, supervision
-- also: plan
-- reach: case
-- else: no significant information of that age was on record
-- direction: lower is worse
-- explained by: information that was considered and needed no change
-- misleads: what was talked about in supervision counts as taken up, whatever came of it
-- shared
WITH covered AS (
    SELECT view_no, max(covered_from) AS covered_from FROM cover
    WHERE table_name IN ('need', 'goal', 'action', 'decision', 'supervision') GROUP BY view_no),
aged AS (
    SELECT a.view_no, a.statement_id, a.taken_on, today.number - first.number AS age, taken.number - first.number AS lag,
           a.known_on >= c.covered_from AS watched
    FROM absorption a JOIN view v USING (view_no) JOIN covered c USING (view_no)
    LEFT JOIN working_day today ON today.day = v.day
    LEFT JOIN working_day first ON first.day = a.known_on
    LEFT JOIN working_day taken ON taken.day = a.taken_on
    WHERE a.known_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
item AS (
    SELECT view_no, statement_id, taken_on, age >= $working_days AND watched AS ripe,
           coalesce(lag <= $working_days, false) AS in_time
    FROM aged)
-- answer
SELECT view_no, count(*) FILTER (ripe AND in_time) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND in_time) / count(*) FILTER (ripe) AS value
FROM item GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN taken_on IS NULL THEN 'never taken up' WHEN in_time THEN 'in time' ELSE 'later' END AS role
FROM item WHERE ripe
