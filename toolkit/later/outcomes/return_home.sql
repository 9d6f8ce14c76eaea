-- name: return_home
-- question: Did the child leave care to go home?
-- definition: The spell of care in which the child was at the end of the view's day ended, after that day and on or before the
--   last day of the horizon, with a return to parents or others with parental responsibility, as planned or not. Being
--   placed with parents while still in care is not a return; short breaks are not care. Leaving care in another way is a
--   competing end; leaving it without a reason on record is censored on that day.
-- source: SSDA903 reasons for ceasing E4A and E4B
-- tables: placement
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: placement.ended_on
-- else: the child was not in care at the end of the view's day
SELECT v.view_no, CASE WHEN h.code IS NOT NULL THEN c.until END AS happened_on, l.label AS detail,
       CASE WHEN f.code IS NOT NULL AND h.code IS NULL AND t.code IS NULL THEN c.until END AS ended_on, 'left care otherwise: ' || l.label AS ended_by,
       CASE WHEN f.code IS NULL AND c.until < DATE '9999-12-31' THEN c.until END AS lost_on, 'left care without a reason on record' AS lost_by
FROM spot v JOIN care c ON c.case_id = v.case_id AND c.started_on <= v.day AND c.until > v.day
LEFT JOIN code_label l ON l.list IN ('REC', 'afcars') AND l.code = c.end_reason
LEFT JOIN code_group h ON h.list IN ('REC', 'afcars') AND h.name = 'home' AND h.code = c.end_reason
LEFT JOIN code_group f ON f.list IN ('REC', 'afcars') AND f.name = 'final' AND f.code = c.end_reason
LEFT JOIN code_group t ON t.list IN ('REC', 'afcars') AND t.name = 'transfer' AND t.code = c.end_reason
