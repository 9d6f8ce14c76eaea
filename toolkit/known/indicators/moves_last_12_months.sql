-- name: moves_last_12_months
-- label: Moves in the last 12 months
-- code: D21
-- family: placement
-- aims at: purpose
-- question: How often has this child moved in the last twelve months?
-- definition: Placement moves (as in placement_moves) on days after the same date a year ago, up to and including the day of
--   the view, over all periods of care in that time. The denominator is the number of days in that window.
-- unit: moves
-- source: Department for Education, looked after children with three or more placements in the year (a count of placements;
--   this counts moves)
-- parameters: months = 12 (length of the window, as in the published measure)
-- tables: placement
-- reach: case
-- direction: higher is worse
-- flag: at least 2, two or more moves in twelve months (Department for Education, children looked after: three or more
--   placements in a year)
-- else: the child was not in care on that day
-- explained by: a planned step towards permanence
-- misleads: the published measure counts placements in a financial year, so the two numbers differ by design
WITH span AS (SELECT view_no, day, CAST(day - to_months(CAST($months AS INTEGER)) AS DATE) AS since FROM view),
counted AS (
    SELECT view_no, any_value(s.day) AS day, any_value(s.since) AS since,
           count(*) FILTER (e.placement_move AND e.occurred_on > s.since) AS moves,
           count(*) FILTER (e.change_missing AND e.occurred_on > s.since) AS missing
    FROM care JOIN span s USING (view_no) JOIN episode e USING (view_no)
    GROUP BY view_no)
SELECT view_no, moves AS numerator, day - since AS denominator, missing,
       CASE WHEN covered_from <= since + 1 THEN moves END AS value, moves AS lower,
       CASE WHEN covered_from <= since + 1 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN covered_from <= since + 1 THEN ''
            ELSE 'at least this many: the record covers placements only from ' || covered_from END AS reason
FROM counted JOIN cover USING (view_no) WHERE table_name = 'placement'
-- evidence
SELECT e.view_no, e.statement_id, 'counted' AS role
FROM care JOIN view v USING (view_no) JOIN episode e USING (view_no)
WHERE e.placement_move AND e.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
-- changes
SELECT e.view_no, e.entity_id, e.statement_id, e.occurred_on AS changed_on,
       CASE WHEN r.is_restricted THEN 'restricted' ELSE e.left_for END AS reason, r.given_on AS reasoned_on
FROM left_for e JOIN care USING (view_no) JOIN view v USING (view_no)
LEFT JOIN move_reason r ON r.view_no = e.view_no AND r.entity_id = e.left_id AND r.change_reason = e.left_for
WHERE e.placement_move AND e.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
