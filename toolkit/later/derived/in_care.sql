-- The spell of care in which the child was at the end of the view's day, one row a view, and how it ended: `left_on` where
-- that is a final end, `lost_on` where no reason is on record. A transfer is among the final ends and not told here.
SELECT v.view_no, v.case_id, v.day, v.horizon_on, c.started_on, c.until, c.end_reason,
       CASE WHEN f.code IS NOT NULL AND t.code IS NULL THEN c.until END AS left_on, 'left care: ' || l.label AS left_by,
       CASE WHEN f.code IS NULL AND c.until < DATE '9999-12-31' THEN c.until END AS lost_on,
       'left care without a reason on record' AS lost_by
FROM spot v JOIN care c ON c.case_id = v.case_id AND c.started_on <= v.day AND c.until > v.day
LEFT JOIN code_label l ON l.list IN ('REC', 'afcars') AND l.code = c.end_reason
LEFT JOIN code_group f ON f.list IN ('REC', 'afcars') AND f.name = 'final' AND f.code = c.end_reason
LEFT JOIN code_group t ON t.list IN ('REC', 'afcars') AND t.name = 'transfer' AND t.code = c.end_reason
