-- name: re_referral
-- question: Was the child referred again?
-- definition: The case had been known before and was not open at the end of the view's day (a case closed on that day is closed),
--   and a referral came after that day and on or before the last day of the horizon. While a case is open, new concerns
--   are not referrals. A referral whose day is not known exactly counts only where all its possible days lie within.
-- source: Department for Education, re-referrals within 12 months (LAIT data dictionary, ReReferral; children in need census)
-- tables: status, case
-- competing: died, adopted, eighteenth
-- censored: transfer
-- else: the case was open at the view
WITH open_then AS (
    SELECT DISTINCT v.view_no FROM spot v JOIN fact_case c ON c.case_id = v.case_id
    WHERE c.occurred_on <= v.day AND coalesce(c.ended_on, DATE '9999-12-31') > v.day)
SELECT v.view_no, min(r.occurred_on) FILTER (r.first_on > v.day AND r.last_on <= v.horizon_on) AS happened_on, 'referred again' AS detail,
       bool_or(r.first_on <= v.horizon_on AND r.last_on > v.day AND (r.first_on <= v.day OR r.last_on > v.horizon_on)) AS doubtful
FROM (FROM spot ANTI JOIN open_then USING (view_no)) v
LEFT JOIN fact_status r ON r.case_id = v.case_id AND r.kind = 'referred'
GROUP BY v.view_no
