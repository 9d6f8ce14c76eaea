-- name: placement_ended_unplanned
-- question: Did the placement that the child was in after the view end without having been planned?
-- definition: The placement in which the child was at the end of the view's day (begun on or before it, not ended by it) ended
--   after that day and on or before the last day of the horizon, and not by plan: after an allegation, a concern about
--   standards, approval removed, at the wish of the carer, the child or the authority, or by a return home that was not planned.
--   A planned end, and one for a reason that is neither (closure, custody, another reason), is a competing end. An end without
--   a reason on record is censored on that day. What counts as one placement, and which one where the view's own
--   decision moved the child, is as for next_placement_end.
-- source: SSDA903 guidance as abridged in the code lists (REASON_PLACE_CHANGE, REC, groups planned, unplanned and permanence);
--   data/later/words.csv for ends of care; which reasons are planned is this project's reading of the guidance
-- tables: placement
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: placement.ended_on
-- else: the child was in no placement at the view, or in a temporary stay from which it did not come back to it
SELECT view_no, CASE WHEN way = 'unplanned' THEN ended_on END AS happened_on, detail,
       CASE WHEN way IN ('planned', 'otherwise') THEN ended_on END AS ended_on, 'the placement ended: ' || detail AS ended_by,
       CASE WHEN way = 'unsaid' THEN ended_on END AS lost_on, 'the placement ended without a reason on record' AS lost_by
FROM stay_end
