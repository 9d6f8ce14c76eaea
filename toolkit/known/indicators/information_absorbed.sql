-- name: information_absorbed
-- label: Significant information taken up
-- code: D16
-- family: tempo
-- aims at: purpose
-- question: Of the significant things that came to our knowledge, how many did the plan or a decision take up?
-- definition: Of significant information that has been on record for a number of days or longer, and was recorded in the last twelve
--   months, the share that a need, goal, action or decision on record cites. Information that is newer is counted as missing.
-- unit: share
-- source: project definition (absorption of new information); recording since which day counts is the record's
-- parameters: days = 14 (days within which it might be taken up; a proposal); months = 12 (how far back; a proposal)
-- tables: information, need, goal, action, decision
-- reach: case
-- direction: lower is worse
-- flag: below 0.5, less than half of the significant information taken up (project)
-- else: no significant information of that age was on record
-- explained by: information that was considered and needed no change
-- misleads: taking up is only seen where what it rests on is written down
WITH cited AS (
    SELECT DISTINCT view_no, unnest(string_split(cites, ' ')) AS entity_id
    FROM (SELECT view_no, cites FROM need UNION ALL SELECT view_no, cites FROM goal
          UNION ALL SELECT view_no, cites FROM action UNION ALL SELECT view_no, cites FROM decision)
    WHERE cites IS NOT NULL),
item AS (
    SELECT i.view_no, c.entity_id IS NOT NULL AS taken_up, v.day - i.recorded_on >= $days AS ripe
    FROM information i JOIN view v USING (view_no) LEFT JOIN cited c USING (view_no, entity_id)
    WHERE i.significance = 'significant' AND i.recorded_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
SELECT view_no, count(*) FILTER (ripe AND taken_up) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND taken_up) / count(*) FILTER (ripe) AS value
FROM item GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN i.entity_id IN (
           SELECT unnest(string_split(cites, ' ')) FROM (
               SELECT view_no, cites FROM need UNION ALL SELECT view_no, cites FROM goal
               UNION ALL SELECT view_no, cites FROM action UNION ALL SELECT view_no, cites FROM decision) c
           WHERE c.view_no = i.view_no) THEN 'taken up' ELSE 'not taken up' END AS role
FROM information i JOIN view v USING (view_no)
WHERE significance = 'significant' AND v.day - recorded_on >= $days AND recorded_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
