-- name: placement_moves
-- label: Moves since care began
-- code: D21
-- family: placement
-- aims at: purpose
-- question: How often has this child moved since care began, with or without a change of carer?
-- definition: Episodes of the present period of care that began with a change of placement (reason for a new episode P or B;
--   T or U where type, setting or carer really differs). Temporary placements with return, short breaks, changes of legal
--   status, and placement for adoption with the present carers are not counted. The denominator is the number of days in care;
--   missing counts episodes that do not say why they began.
-- unit: moves
-- source: Children looked after (SSDA903) guide, reasons for a new episode; Department for Education, placement stability
-- tables: placement
-- reach: case
-- direction: higher is worse
-- else: the child was not in care on that day
-- explained by: a planned step towards permanence
-- misleads: a move can be right for the child; the number says nothing of why
SELECT view_no,
       count(*) FILTER (placement_move) AS numerator, any_value(days) AS denominator, count(*) FILTER (change_missing) AS missing,
       CASE WHEN any_value(start_known) THEN count(*) FILTER (placement_move) END AS value,
       count(*) FILTER (placement_move) AS lower,
       CASE WHEN any_value(start_known) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN any_value(start_known) THEN '' ELSE 'at least this many: the start of care lies outside the record' END AS reason
FROM care JOIN episode USING (view_no, period)
GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN placement_move THEN 'counted' ELSE 'considered' END AS role
FROM care JOIN episode USING (view_no, period)
