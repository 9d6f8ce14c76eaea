-- name: longest_review_gap
-- label: Longest time without a review in the last 12 months
-- family: oversight
-- aims at: timeliness
-- question: What was the longest time in the last year in which the case was not reviewed?
-- definition: The longest stretch of days without a review of any kind within the last twelve months or, where they are
--   shorter, since the case was opened; where the record of reviews began later, at least the longest since then. The
--   ends of that window count as ends of a stretch, so the present one counts too. The denominator is the number of
--   stretches.
-- unit: days
-- source: project definition (quarterly case reviews)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: review, case
-- reach: case
-- direction: higher is worse
-- flag: above 92, more than a quarter without a review (a proposal of this project)
-- else: the case was not open on that day
-- explained by: a plan whose reviews are half-yearly by regulation
-- misleads: a review that changes nothing fills a gap all the same
WITH asked AS (
    SELECT o.view_no, v.day, greatest(CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE), o.opened_on) AS from_on,
           c.covered_from
    FROM open_case o JOIN view v USING (view_no) JOIN cover c USING (view_no) WHERE c.table_name = 'review'),
span AS (
    SELECT view_no, day, greatest(from_on, covered_from) AS since, covered_from <= from_on AS whole FROM asked),
mark AS (
    SELECT view_no, day, since AS on_day FROM span UNION SELECT view_no, day, day FROM span
    UNION SELECT s.view_no, s.day, r.occurred_on FROM span s JOIN review r ON r.view_no = s.view_no AND r.occurred_on >= s.since),
gap AS (SELECT *, on_day - lag(on_day) OVER (PARTITION BY view_no ORDER BY on_day) AS days FROM mark)
SELECT g.view_no, coalesce(max(g.days), 0) AS numerator, greatest(count(g.days), 1) AS denominator, 0 AS missing,
       CASE WHEN s.whole THEN coalesce(max(g.days), 0) END AS value, coalesce(max(g.days), 0) AS lower,
       CASE WHEN s.whole THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN s.whole THEN '' ELSE 'at least this many: the record of reviews began later' END AS reason
FROM gap g JOIN span s USING (view_no) GROUP BY g.view_no, s.whole
-- evidence
SELECT r.view_no, r.statement_id, 'review' AS role FROM review r JOIN view v USING (view_no) JOIN open_case o USING (view_no)
WHERE r.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND r.occurred_on >= o.opened_on
