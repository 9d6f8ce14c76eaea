-- name: temporary_placements
-- label: Temporary stays since care began
-- family: placement
-- aims at: purpose
-- question: How often was this child away for a time, in hospital, on holiday or elsewhere, since care began?
-- definition: Temporary placements (types T0 to T4) of the present period of care. They stand apart from moves. The
--   denominator is the number of days in care.
-- unit: stays
-- source: Children looked after (SSDA903) guide, placement types T0 to T4
-- tables: placement
-- reach: case
-- direction: neither
-- else: the child was not in care on that day
-- misleads: a stay in hospital is no move, but may unsettle one
SELECT view_no, count(*) FILTER (temporary) AS numerator, any_value(days) AS denominator,
       count(*) FILTER (placement_type IS NULL) AS missing,
       CASE WHEN any_value(start_known) THEN count(*) FILTER (temporary) END AS value, count(*) FILTER (temporary) AS lower,
       CASE WHEN any_value(start_known) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN any_value(start_known) THEN '' ELSE 'at least this many: the start of care lies outside the record' END AS reason
FROM care JOIN episode USING (view_no, period) GROUP BY view_no
-- evidence
SELECT view_no, statement_id, 'counted' AS role FROM care JOIN episode USING (view_no, period) WHERE temporary
