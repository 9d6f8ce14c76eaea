-- name: next_placement_end
-- question: Did the placement that the child was in after the view end, and why?
-- definition: The placement in which the child was at the end of the view's day (begun on or before it, not ended by it) ended
--   after that day and on or before the last day of the horizon. Where it ended on the day on which a placement began that the
--   view's own decision made, or the day before, as the record has it, that end is what was decided and no outcome of it: the
--   placement that the decision began counts in its stead. A move that was decided and not linked to its decision counts as an
--   end, as the record does not tell it apart, and so does a return home that was decided, as no placement begins with it. A new
--   legal status, a new label of the same placement, and a temporary stay with return do not end
--   one; a move to another place with the same carer does. Leaving care ends the placement, and the detail says so; death and a
--   transfer to another authority are not counted as its end.
-- source: SSDA903 guidance as abridged in the code lists (RNE, REC, REASON_PLACE_CHANGE); planned and unplanned after its text
-- tables: placement
-- competing: died, eighteenth
-- censored: transfer
-- delay: placement.ended_on
-- else: the child was in no placement at the view, or in a temporary stay from which it did not come back to it
SELECT s.view_no, CASE WHEN x.code IS NULL THEN s.ended_on END AS happened_on, s.detail
FROM stay_at s
LEFT JOIN (SELECT DISTINCT code FROM code_group WHERE list IN ('REC', 'afcars') AND name IN ('died', 'transfer')) x ON x.code = s.end_reason
