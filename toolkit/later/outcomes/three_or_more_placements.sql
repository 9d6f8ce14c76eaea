-- name: three_or_more_placements
-- question: Did the child live in three or more placements?
-- definition: The child was in care at the end of the view's day, and the third placement of that spell of care began after that
--   day and on or before the last day of the horizon, counting the one in which the child lived at the view. Over 365 days
--   that is the published measure, asked from the view on; over another horizon it is not. Temporary stays with
--   return, short breaks, new legal statuses, placements that began and ended on one day, and placement for adoption with the
--   present carers count none. Leaving care is a competing end; leaving it without a reason on record is censored on that day.
-- source: Department for Education data dictionary (LAIT), LACStable_2016on: three or more placements during the year
-- tables: placement
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: placement.occurred_on where NOT coalesce(short_break, false)
-- else: the child was not in care at the end of the view's day
WITH same_carers AS (SELECT code FROM code_group WHERE list = 'PLACE' AND name = 'same_foster_carer'),
lived AS (
    SELECT i.view_no, i.day, s.started_on, row_number() OVER (PARTITION BY i.view_no ORDER BY s.started_on, s.until) AS place
    FROM in_care i JOIN stay s ON s.case_id = i.case_id AND s.until > i.day AND s.started_on <= i.until AND s.until > s.started_on
    LEFT JOIN same_carers a ON a.code = s.first_type
    WHERE s.started_on <= i.day OR a.code IS NULL),
many AS (SELECT CAST(value AS INTEGER) AS many FROM limit_of WHERE name = 'many_placements'),
came AS (
    SELECT view_no, min(started_on) AS on_day FROM lived CROSS JOIN many WHERE started_on > day AND place >= many GROUP BY view_no)
SELECT i.view_no, c.on_day AS happened_on, 'placement number ' || m.many || ' began' AS detail,
       i.left_on AS ended_on, i.left_by AS ended_by, i.lost_on, i.lost_by
FROM in_care i CROSS JOIN many m LEFT JOIN came c USING (view_no)
