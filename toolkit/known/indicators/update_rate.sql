-- name: update_rate
-- label: Significant information that was followed by a fresh look at need
-- code: D27
-- family: decisions
-- aims at: purpose
-- question: When something significant came to be known, was the picture of the child's needs looked at again?
-- definition: Of significant information that was first recorded in the last twelve months, and a number of days ago or longer,
--   the share after which, on that day or within that many days, a need was recorded, changed or ended, or a decision was taken
--   that cites the information (it may have been considered and nothing changed). Information that is newer, or from before the
--   record covered needs and decisions, is counted as missing.
-- unit: share
-- source: project definition (update rate)
-- parameters: days = 30 (a proposal); months = 12 (how far back; a proposal)
-- tables: information, need, decision
-- also: plan, goal, action, supervision
-- reach: case
-- else: no significant information of that age was on record
-- direction: lower is worse
-- flag: below 0.5, more than half of what came to be known changed nothing on record (a proposal of this project)
-- explained by: information that confirmed what was known
-- misleads: a need that was changed for another reason counts as well; a fresh look that nobody wrote down is not seen
-- shared
WITH looked AS (
    SELECT view_no, recorded_on AS looked_on, NULL AS about FROM need_versions
    UNION ALL SELECT view_no, occurred_on, unnest(string_split(cites, ' ')) FROM decision WHERE cites IS NOT NULL),
covered AS (
    SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('need', 'decision') GROUP BY view_no),
item AS (
    SELECT a.view_no, a.entity_id, any_value(a.statement_id) AS statement_id,
           any_value(v.day - a.known_on) >= $days AND any_value(a.known_on >= c.covered_from) AS ripe,
           coalesce(bool_or((l.about IS NULL OR l.about = a.entity_id)
               AND l.looked_on BETWEEN a.known_on AND a.known_on + CAST($days AS INTEGER)), false) AS followed
    FROM absorption a JOIN view v USING (view_no) JOIN covered c USING (view_no) LEFT JOIN looked l USING (view_no)
    WHERE a.known_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY a.view_no, a.entity_id)
-- answer
SELECT view_no, count(*) FILTER (ripe AND followed) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing,
       count(*) FILTER (ripe AND followed) / count(*) FILTER (ripe) AS value
FROM item GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, 'significant information' AS role FROM item WHERE ripe
