-- name: re_referral
-- question: Was the child referred again?
-- definition: The case had been known before and was not open at the end of the view's day (a case closed on that day is closed),
--   and a referral came after that day and on or before the last day of the horizon. While a case is open, new concerns
--   are not referrals. A referral whose day is not known exactly counts only where all its possible days lie within. A
--   record without any referral of any child does not record referrals. After an adoption it cannot be known: the order ends
--   the record's identity, and the child would be referred as another.
-- source: Department for Education, re-referrals within 12 months (LAIT data dictionary, ReReferral; children in need census)
-- tables: status, case
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: status.occurred_on where kind = 'referred'
-- else: the case was open at the view
WITH open_then AS (
    SELECT DISTINCT v.view_no FROM spot v JOIN fact_case c ON c.case_id = v.case_id
    WHERE c.occurred_on <= v.day AND coalesce(c.ended_on, DATE '9999-12-31') > v.day),
adopted AS (
    SELECT DISTINCT v.view_no FROM spot v JOIN final_end e ON e.case_id = v.case_id
    WHERE e.kind = 'adopted' AND e.on_day <= v.day),
asked_of AS (
    SELECT v.*, NOT EXISTS (FROM status WHERE kind = 'referred') AS none FROM spot v
    LEFT JOIN open_then o USING (view_no) LEFT JOIN adopted a USING (view_no)
    WHERE o.view_no IS NULL OR none OR a.view_no IS NOT NULL)
SELECT v.view_no, min(r.occurred_on) FILTER (r.first_on > v.day AND r.last_on <= v.horizon_on) AS happened_on, 'referred again' AS detail,
       bool_or(r.first_on <= v.horizon_on AND r.last_on > v.day AND (r.first_on <= v.day OR r.last_on > v.horizon_on)) AS doubtful,
       CASE WHEN any_value(a.view_no) IS NOT NULL
            THEN 'cannot be known: the child was adopted, and would be referred under another identity'
            WHEN any_value(v.none) THEN 'no referral of any child is on record' END AS unknown
FROM asked_of v LEFT JOIN adopted a USING (view_no) LEFT JOIN fact_status r ON r.case_id = v.case_id AND r.kind = 'referred'
GROUP BY v.view_no
