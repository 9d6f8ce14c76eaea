-- name: placements_last_12_months
-- label: Placements in the last 12 months
-- code: D21
-- family: placement
-- aims at: purpose
-- question: In how many placements has this child lived in the last twelve months?
-- definition: Placements of the present period of care that were open on any day of the last twelve months, the one
--   that was open at their beginning included. Episodes that only change the legal status, temporary placements with
--   return, short breaks, and placement for adoption with the present carers begin none. The window begins after the
--   same date a year ago and ends with the day of the view. The denominator is the number of days in care within it.
--   It has no flag: three placements are two moves, and are flagged once, by moves_last_12_months, which sees those of
--   an earlier period of care too.
-- unit: placements
-- source: Department for Education, children looked after (three or more placements during the year)
-- parameters: months = 12 (length of the window; as the published measure)
-- tables: placement
-- reach: case
-- direction: higher is worse
-- else: the child was not in care on that day
-- explained by: a planned step towards permanence
-- misleads: a move can be right for the child; the number says nothing of why
WITH lived AS (
    SELECT c.view_no, c.started_on, c.start_known, v.day, CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AS since,
           e.occurred_on, e.change_missing,
           lead(e.occurred_on) OVER (PARTITION BY e.view_no ORDER BY e.place) AS next_on
    FROM care c JOIN view v USING (view_no) JOIN episode e USING (view_no, period) WHERE e.first OR e.placement_move)
SELECT view_no, count(*) FILTER (next_on IS NULL OR next_on > since + 1) AS numerator,
       any_value(day - greatest(started_on, since)) AS denominator,
       count(*) FILTER (change_missing AND occurred_on > since) AS missing,
       CASE WHEN any_value(start_known OR started_on <= since + 1)
           THEN count(*) FILTER (next_on IS NULL OR next_on > since + 1) END AS value,
       count(*) FILTER (next_on IS NULL OR next_on > since + 1) AS lower,
       CASE WHEN any_value(start_known OR started_on <= since + 1) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN any_value(start_known OR started_on <= since + 1) THEN ''
           ELSE 'at least this many: the start of care lies outside the record' END AS reason
FROM lived GROUP BY view_no
-- evidence
SELECT view_no, statement_id, 'placement' AS role FROM care JOIN episode USING (view_no, period) WHERE first OR placement_move
-- changes
SELECT e.view_no, e.entity_id, e.statement_id, e.occurred_on AS changed_on,
       CASE WHEN r.is_restricted THEN 'restricted' ELSE e.left_for END AS reason, r.given_on AS reasoned_on
FROM care_episode e JOIN view v USING (view_no)
LEFT JOIN move_reason r ON r.view_no = e.view_no AND r.entity_id = e.left_id AND r.change_reason = e.left_for
WHERE e.placement_move AND e.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
