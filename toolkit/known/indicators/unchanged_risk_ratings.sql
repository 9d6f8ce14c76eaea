-- name: unchanged_risk_ratings
-- label: Needs rated as at first although much has come to be known
-- code: D27
-- family: decisions
-- aims at: purpose
-- question: Which needs are rated as they were at first, although significant things have come to be known since?
-- definition: Open needs whose severity is still the one that was first recorded (what was corrected as wrong left aside), although
--   a number of significant pieces of information or more were first recorded on later days. The denominator is the number of open
--   needs with a severity; those without one from 1 to 3 are counted as missing. It is a list to look through, in the evidence, and
--   no score: the record does not say whether what came spoke for or against the first rating.
-- unit: needs
-- source: project definition (anchoring, as a list)
-- parameters: pieces = 2 (least number of pieces of information; a proposal)
-- tables: need, information
-- also: plan, goal, action, decision, supervision
-- reach: case
-- else: no need with a severity was open on that day
-- direction: neither
-- flag: at least 1, a need is rated as at first though much has come to be known since (a proposal of this project)
-- explained by: information that confirmed the first rating, or was about another need
-- misleads: most ratings that do not change are right; it is what came to be known, read beside them, that tells
-- shared
WITH first_rated AS (
    SELECT view_no, entity_id, min(recorded_on) AS first_on, arg_min(severity, (recorded_on, severity)) AS first_severity
    FROM need_versions WHERE severity BETWEEN 1 AND 3 AND withdrawn_reason IS DISTINCT
    FROM 'corrected' GROUP BY view_no, entity_id)
-- answer
WITH rated AS (
    SELECT n.view_no, n.entity_id, n.severity IS NULL OR n.severity NOT BETWEEN 1 AND 3 AS unsaid,
           n.severity = f.first_severity AND count(a.entity_id) FILTER (a.known_on > f.first_on) >= $pieces AS unchanged
    FROM need n LEFT JOIN first_rated f USING (view_no, entity_id) LEFT JOIN absorption a ON a.view_no = n.view_no
    WHERE n.ended_on IS NULL GROUP BY n.view_no, n.entity_id, n.severity, f.first_severity)
SELECT view_no, count(*) FILTER (NOT unsaid AND unchanged) AS numerator, count(*) FILTER (NOT unsaid) AS denominator,
       count(*) FILTER (unsaid) AS missing,
       count(*) FILTER (NOT unsaid AND unchanged) AS value
FROM rated GROUP BY view_no HAVING count(*) FILTER (NOT unsaid) > 0
-- evidence
WITH listed AS (
    SELECT n.view_no, n.entity_id, n.statement_id, a.statement_id AS piece,
           count(*) OVER (PARTITION BY n.view_no, n.entity_id) AS pieces
    FROM need n JOIN first_rated f USING (view_no, entity_id) JOIN absorption a ON a.view_no = n.view_no
    WHERE n.ended_on IS NULL AND n.severity = f.first_severity AND a.known_on > f.first_on)
SELECT view_no, statement_id, 'rated as at first' AS role FROM listed WHERE pieces >= $pieces
UNION
SELECT view_no, piece, 'has come to be known since' FROM listed WHERE pieces >= $pieces
