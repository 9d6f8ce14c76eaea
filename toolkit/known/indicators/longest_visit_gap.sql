-- name: longest_visit_gap
-- label: Longest time without being seen
-- code: D12
-- family: timeliness
-- aims at: timeliness
-- question: What was the longest time for which nobody from the agency saw this child?
-- definition: The longest run of days, within the present spell of the case, between two completed visits at which
--   the child was seen; the time from the day the case opened to the first visit and from the last visit to the day
--   of the view count as well. Where the case opened before the record covered visits, at least the longest since
--   then. The denominator is the number of days on which the child was seen; missing counts completed visits that do
--   not say, which are taken as ones at which the child was seen. It has no flag: more than six weeks without being
--   seen are flagged once, by days_since_seen, while they last.
-- unit: days
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28 (the duty to visit; its
--   limits differ by placement)
-- tables: visit, case
-- reach: case
-- direction: higher is worse
-- else: the case was closed on that day
-- explained by: a child who was away, or would not be seen
-- misleads: a long gap long ago is over; look at the days since the child was seen as well
WITH watched AS (
    SELECT o.view_no, v.day, greatest(o.opened_on, c.covered_from) AS since,
           o.start_known AND c.covered_from <= o.opened_on AS whole
    FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'visit'),
mark AS (
    SELECT view_no, since AS on_day, false AS seen FROM watched
    UNION ALL
    SELECT w.view_no, t.occurred_on, true FROM watched w JOIN visit_day t ON t.view_no = w.view_no AND t.occurred_on >= w.since),
gap AS (
    SELECT m.view_no, m.seen, w.whole,
           coalesce(lead(m.on_day) OVER (PARTITION BY m.view_no ORDER BY m.on_day, m.seen), w.day) - m.on_day AS days
    FROM mark m JOIN watched w USING (view_no)),
unsaid AS (
    SELECT w.view_no, count(*) AS missing FROM watched w JOIN visit t ON t.view_no = w.view_no AND t.occurred_on >= w.since
    WHERE t.outcome = 'completed' AND t.seen IS NULL AND t.seen_alone IS NOT TRUE GROUP BY w.view_no)
SELECT g.view_no, max(g.days) AS numerator, count(*) FILTER (g.seen) AS denominator, coalesce(any_value(u.missing), 0) AS missing,
       CASE WHEN bool_and(g.whole) THEN max(g.days) END AS value, max(g.days) AS lower,
       CASE WHEN bool_and(g.whole) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN bool_and(g.whole) THEN ''
           ELSE 'at least this long: the case opened before the record covered visits' END AS reason
FROM gap g LEFT JOIN unsaid u USING (view_no) GROUP BY g.view_no
-- evidence
SELECT o.view_no, t.statement_id, 'seen' AS role
FROM open_case o JOIN visit_day t ON t.view_no = o.view_no AND t.occurred_on >= o.opened_on
