-- name: days_in_placement
-- label: Days in the present placement
-- code: D21
-- family: placement
-- aims at: purpose
-- question: How long has this child lived where they live now?
-- definition: Days from the start of the present placement to the view. A change of legal status, a temporary stay elsewhere
--   with return, and a new episode in the same place do not begin a new one. The denominator is the number of days in care;
--   missing counts episodes that do not say why they began.
-- unit: days
-- source: Department for Education, long-term placement stability (placements joined over changes of legal status)
-- tables: placement
-- reach: case
-- direction: neither
-- else: the child was not in care on that day
-- explained by: a home found for the child to grow up in, or a stay that was meant to be short
-- misleads: a long stay is not by itself a good one
WITH stay AS (
    SELECT view_no, any_value(days) AS in_care, bool_and(start_known) AS start_known,
           max(occurred_on) FILTER (first OR placement_move) AS since,
           arg_max(first, place) FILTER (first OR placement_move) AS is_first, count(*) FILTER (change_missing) AS missing
    FROM care JOIN episode USING (view_no, period)
    GROUP BY view_no)
SELECT view_no, day - since AS numerator, in_care AS denominator, missing,
       CASE WHEN NOT is_first OR start_known THEN day - since END AS value, day - since AS lower,
       CASE WHEN NOT is_first OR start_known THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT is_first OR start_known THEN ''
           ELSE 'at least this many: the start of the placement lies outside the record' END AS reason
FROM stay JOIN view USING (view_no)
-- evidence
SELECT view_no, arg_max(statement_id, place) FILTER (first OR placement_move) AS statement_id, 'present placement' AS role
FROM care JOIN episode USING (view_no, period) GROUP BY view_no
