-- name: closure
-- question: Was the case closed?
-- definition: The case was open at the end of the view's day, and was closed after that day and on or before the last day of the
--   horizon. A case opened again on the day on which it was closed was not closed. A case closed because the child died or was
--   adopted is a competing end, and one handed to another authority is censored on that day. Closed says nothing of why; the
--   detail has the reason on record.
-- source: children in need census, CIN closure date and reason for closure; record schema: case
-- tables: case
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: case.ended_on
-- else: the case was not open at the end of the view's day
WITH ended_so AS (SELECT DISTINCT case_id, on_day FROM final_end WHERE kind <> 'eighteenth')
SELECT v.view_no, CASE WHEN e.case_id IS NULL AND o.until < DATE '9999-12-31' THEN o.until END AS happened_on,
       'closed: ' || coalesce(nullif(o.end_reason, ''), 'reason not recorded') AS detail
FROM spot v JOIN opened o ON o.case_id = v.case_id AND o.started_on <= v.day AND o.until > v.day
LEFT JOIN ended_so e ON e.case_id = v.case_id AND e.on_day = o.until
