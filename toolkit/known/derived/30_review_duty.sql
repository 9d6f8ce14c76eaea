-- The duty to review that held at the view: in care it is the looked-after review, else the child protection review.
-- Reviews of an earlier period of care, or of an earlier plan, do not count where the start of the present one is known.
WITH duty AS (
    SELECT view_no, 'looked after review' AS duty, started_on, start_known, 1 AS rank FROM care
    UNION ALL
    SELECT view_no, 'child protection review', occurred_on, exact, 2
    FROM plan_spell WHERE kind = 'child protection plan' AND ended_on IS NULL),
one AS (SELECT * FROM duty QUALIFY row_number() OVER (PARTITION BY view_no ORDER BY rank) = 1)
SELECT o.view_no, o.duty, o.started_on, o.start_known,
       count(r.entity_id) AS reviews, max(r.occurred_on) AS last_on,
       arg_max(r.statement_id, (r.occurred_on, r.entity_id)) AS last_statement, count(r.entity_id) FILTER (r.kind IS NULL) AS missing
FROM one o LEFT JOIN review r ON r.view_no = o.view_no AND coalesce(r.kind, o.duty) = o.duty
     AND (r.occurred_on >= o.started_on OR o.start_known IS NOT TRUE)
GROUP BY ALL
