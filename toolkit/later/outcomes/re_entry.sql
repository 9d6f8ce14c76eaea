-- name: re_entry
-- question: Did the child come back into care?
-- definition: The child had been in care and was so no longer at the end of the view's day (care that ended on that day has
--   ended), and a new spell of care began after that day and on or before the last day of the horizon. Short breaks are not
--   care. No re-entry is not yet success: it says nothing of harm at home.
-- source: Department for Education, children looked after; follow-up to 12 months as in NSPCC and CFSR re-entry measures
-- tables: placement
-- competing: died, adopted, eighteenth
-- censored: transfer
-- else: the child was in care at the view, or had never been in care on record
WITH past AS (
    SELECT v.view_no, v.case_id, v.day, max(c.until) AS until
    FROM spot v JOIN care c ON c.case_id = v.case_id AND c.started_on <= v.day GROUP BY ALL)
SELECT p.view_no, min(c.started_on) AS happened_on, 'came back into care' AS detail
FROM past p LEFT JOIN care c ON c.case_id = p.case_id AND c.started_on > p.day
WHERE p.until <= p.day
GROUP BY p.view_no
