-- name: step_reversals
-- label: Steps taken back in the last 12 months
-- code: D20
-- family: continuity
-- aims at: purpose
-- question: How often was a step up or down taken back in the last twelve months?
-- definition: Changes between early help, child in need, child protection plan and care that go against the change before
--   them (up after down, or down after up), among the changes of the last twelve months; the change before may be older. Of
--   statuses that hold at once the highest counts. Leaving care or help altogether is no step; a status that begins after a
--   time without any is held against the last one before it. The window begins after the same date a year ago and ends with
--   the day of the view. The denominator is the number of changes in the window.
-- unit: reversals in 12 months
-- source: project definition (step-up and step-down)
-- parameters: months = 12 (length of the window; a proposal)
-- tables: status
-- reach: case
-- direction: higher is worse
-- flag: at least 2, stepped up and down again and again (project)
-- else: the child has had none of these statuses
-- explained by: a change in the child's life, with the reason on record
-- misleads: a step back may be right; what is not recorded as a status shows no step
WITH level AS (
    SELECT s.view_no, s.statement_id, s.occurred_on, s.ended_on, l.level
    FROM status s JOIN (VALUES ('early help', 1), ('child in need', 2), ('child protection plan', 3),
        ('looked after', 4)) l (kind, level) USING (kind)),
moment_of_change AS (SELECT view_no, occurred_on AS on_day FROM level UNION SELECT view_no, ended_on FROM level
    WHERE ended_on IS NOT NULL),
highest AS (
    SELECT m.view_no, m.on_day, max(l.level) AS level
    FROM moment_of_change m
    JOIN level l ON l.view_no = m.view_no AND l.occurred_on <= m.on_day AND (l.ended_on IS NULL OR l.ended_on > m.on_day)
    GROUP BY m.view_no, m.on_day),
step AS (
    SELECT view_no, on_day, sign(level - lag(level) OVER (PARTITION BY view_no ORDER BY on_day)) AS way FROM highest),
turn AS (
    SELECT view_no, on_day, way <> lag(way) OVER (PARTITION BY view_no ORDER BY on_day) AS back FROM step WHERE way <> 0),
counted AS (
    SELECT v.view_no, count(t.on_day) AS changes, count(*) FILTER (t.back) AS reversals,
           any_value(CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)) AS since
    FROM view v LEFT JOIN turn t ON t.view_no = v.view_no AND t.on_day > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
    WHERE v.view_no IN (SELECT view_no FROM level) GROUP BY v.view_no)
SELECT k.view_no, reversals AS numerator, changes AS denominator, 0 AS missing,
       CASE WHEN c.covered_from <= since + 1 THEN reversals END AS value,
       reversals AS lower, CASE WHEN c.covered_from <= since + 1 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN c.covered_from <= since + 1 THEN ''
           ELSE 'at least this many: the record covers statuses only from ' || c.covered_from END AS reason
FROM counted k JOIN cover c ON c.view_no = k.view_no AND c.table_name = 'status'
-- evidence
SELECT view_no, statement_id, kind AS role FROM status
WHERE kind IN ('early help', 'child in need', 'child protection plan', 'looked after')
-- changes
SELECT s.view_no, s.entity_id, s.statement_id, s.occurred_on AS changed_on, NULL AS reason
FROM status s JOIN view v USING (view_no)
WHERE s.kind IN ('early help', 'child in need', 'child protection plan', 'looked after')
    AND s.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
