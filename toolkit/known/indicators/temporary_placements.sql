-- name: temporary_placements
-- label: Temporary stays since care began
-- family: placement
-- aims at: purpose
-- question: How often was this child away for a time, in hospital, on holiday or elsewhere, since care began?
-- definition: Temporary placements (types T0 to T4) of the present period of care. A stay that goes on
--   under another legal status is one. They stand apart from moves. The
--   denominator is the number of days in care.
-- unit: stays
-- source: Children looked after (SSDA903) guide, placement types T0 to T4
-- tables: placement
-- reach: case
-- direction: neither
-- else: the child was not in care on that day
-- explained by: stays in hospital, holidays, and times with relatives that do a child good
-- misleads: a stay in hospital is no move, but may unsettle one
-- shared
WITH lived AS (
    SELECT e.view_no, e.statement_id, e.placement_type, c.days, c.start_known,
           lag(e.temporary) OVER (PARTITION BY e.view_no ORDER BY e.place) AND list_contains(r.groups, 'legal_change')
               AND NOT list_contains(r.groups, 'placement_change') AS goes_on,
           e.temporary AND NOT coalesce(goes_on, false) AS stay
    FROM care c JOIN episode e USING (view_no, period) LEFT JOIN code r ON r.list = 'RNE' AND r.code = e.change)
-- answer
SELECT view_no, count(*) FILTER (stay) AS numerator, any_value(days) AS denominator,
       count(*) FILTER (placement_type IS NULL) AS missing,
       CASE WHEN any_value(start_known) THEN count(*) FILTER (stay) END AS value, count(*) FILTER (stay) AS lower,
       CASE WHEN any_value(start_known) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN any_value(start_known) THEN '' ELSE 'at least this many: the start of care lies outside the record' END AS reason
FROM lived GROUP BY view_no
-- evidence
SELECT view_no, statement_id, 'counted' AS role FROM lived WHERE stay
