-- The duty to review that held at the view: in care it is the looked-after review, else the child protection review.
WITH duty AS (
    SELECT view_no, 'looked after review' AS duty, started_on, start_known, 1 AS rank FROM care
    UNION ALL
    SELECT view_no, 'child protection review', max(occurred_on), bool_and(occurred_precision = 'day'), 2
    FROM status WHERE kind = 'child protection plan' AND ended_on IS NULL GROUP BY view_no),
one AS (SELECT * FROM duty QUALIFY row_number() OVER (PARTITION BY view_no ORDER BY rank) = 1)
SELECT o.view_no, o.duty, o.started_on, o.start_known,
       count(r.entity_id) AS reviews, max(r.occurred_on) AS last_on,
       count(r.entity_id) FILTER (r.occurred_on >= o.started_on) AS since_start, 0 AS missing
FROM one o LEFT JOIN review r ON r.view_no = o.view_no AND coalesce(r.kind, o.duty) = o.duty
GROUP BY ALL
