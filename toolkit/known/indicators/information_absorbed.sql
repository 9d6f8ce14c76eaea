-- name: information_absorbed
-- label: Significant information taken up
-- code: D16
-- family: tempo
-- aims at: purpose
-- question: Of the significant things that came to our knowledge, how many did the plan or a decision take up?
-- definition: Of significant information that has been on record for a number of days or longer, and was first recorded in the
--   last twelve months, the share that a plan, need, goal, action or decision on record cites. Information that is newer, or from
--   before the record covered what might cite it, is counted as missing. The waits run from the day on which it was first recorded
--   to that on which the plan, a decision or a supervision first cited it.
-- unit: share
-- source: project definition (absorption of new information); recording since which day counts is the record's
-- parameters: days = 14 (days within which it might be taken up; a proposal); months = 12 (how far back; a proposal)
-- tables: information, need, goal, action, decision
-- also: plan, supervision
-- reach: case
-- else: no significant information of that age was on record
-- direction: lower is worse
-- flag: below 0.5, less than half of the significant information was taken up (a proposal of this project)
-- explained by: information that was considered and needed no change
-- misleads: taking up is only seen where what it rests on is written down
-- shared
WITH covered AS (
    SELECT view_no, max(covered_from) AS covered_from FROM cover
    WHERE table_name IN ('need', 'goal', 'action', 'decision') GROUP BY view_no),
item AS (
    SELECT a.view_no, a.statement_id, a.acted_on IS NOT NULL AS acted,
           v.day - a.known_on >= $days AND a.known_on >= c.covered_from AS ripe
    FROM absorption a JOIN view v USING (view_no) JOIN covered c USING (view_no)
    WHERE a.known_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
-- answer
SELECT view_no, count(*) FILTER (ripe AND acted) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND acted) / count(*) FILTER (ripe) AS value
FROM item GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN acted THEN 'taken up' ELSE 'not taken up' END AS role FROM item WHERE ripe
-- spells
SELECT a.view_no, a.entity_id, a.statement_id, a.known_on AS started_on, greatest(a.known_on, c.covered_from) AS entered_on,
       a.taken_on AS ended_on,
       CASE a.taken_by WHEN 'the plan' THEN 'taken up by the plan' WHEN 'a decision' THEN 'taken up by a decision'
           WHEN 'a supervision' THEN 'taken up by a supervision' ELSE '' END AS end_kind
FROM absorption a
JOIN covered c USING (view_no)
