-- name: re_entry
-- question: Did the child come back into care?
-- definition: The child had been in care and was so no longer at the end of the view's day (care that ended on that day has
--   ended), and a new spell of care began after that day and on or before the last day of the horizon. Short breaks are not
--   care. No re-entry is not yet success: it says nothing of harm at home. After an adoption it cannot be known: the order
--   ends the record's identity, and the child would come back as another.
-- source: Department for Education, children looked after; follow-up to 12 months as in NSPCC and CFSR re-entry measures
-- tables: placement
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: placement.occurred_on where NOT coalesce(short_break, false)
-- else: the child was in care at the view, or had never been in care on record
WITH past AS (
    SELECT v.view_no, v.case_id, v.day, max(c.until) AS until
    FROM spot v JOIN care c ON c.case_id = v.case_id AND c.started_on <= v.day GROUP BY ALL),
adopted AS (
    SELECT DISTINCT v.view_no FROM spot v JOIN final_end e ON e.case_id = v.case_id
    WHERE e.kind = 'adopted' AND e.on_day <= v.day)
SELECT coalesce(p.view_no, a.view_no) AS view_no, min(c.started_on) AS happened_on, 'came back into care' AS detail,
       CASE WHEN any_value(a.view_no) IS NOT NULL
            THEN 'cannot be known: the child was adopted, and would come back under another identity' END AS unknown
FROM (FROM past WHERE until <= day) p FULL JOIN adopted a ON a.view_no = p.view_no
LEFT JOIN care c ON c.case_id = p.case_id AND c.started_on > p.day
GROUP BY ALL
