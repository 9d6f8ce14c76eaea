-- name: services_at_return
-- label: Services that went on when the child came home
-- family: decisions
-- aims at: purpose
-- question: When the child last went home from care, how many services stood by?
-- definition: Of the latest return from care to parents or others with parental responsibility in the last twelve months, that
--   is a number of days ago or longer: the services begun on or before the last of these days that went on on the day of the
--   return or later. Services that were only offered, were not taken up or ended before the day stated for their start are not
--   counted. The denominator is that return, so 1; missing counts services that were taken up and had not ended before it, of
--   which no day is on record on which they began, or one of these days was only stated ahead and never confirmed. Where none is
--   counted and one is missing, or where the record covers services only from a day after the return, the number is at least this
--   much.
-- unit: services
-- source: project definition (a return home that is prepared: support in place)
-- parameters: months = 12 (how far back; a proposal of this project); days = 28 (within which a service may begin; a proposal of
--   this project)
-- tables: placement, service
-- reach: case
-- direction: lower is worse
-- flag: below 1, the child went home and no service went on (a proposal of this project)
-- else: the child did not go home from care in that time, or only lately
-- explained by: a family that has what it needs from people around it
-- misleads: a service on paper may not come; relatives and neighbours are no services, and may hold more
-- shared
WITH home AS (
    SELECT c.view_no, p.statement_id, c.left_on AS home_on
    FROM care_period c JOIN placement p ON p.view_no = c.view_no AND p.ended_on = c.left_on
    JOIN code r ON r.list IN ('REC', 'afcars') AND r.code = p.end_reason AND list_contains(r.groups, 'home')
    JOIN view v ON v.view_no = c.view_no
    WHERE c.left_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND v.day - c.left_on >= $days
    QUALIFY row_number() OVER (PARTITION BY c.view_no ORDER BY c.left_on DESC, p.entity_id DESC) = 1),
beside AS (
    SELECT h.view_no, s.statement_id FROM home h JOIN service s ON s.view_no = h.view_no AND s.taken_up IS DISTINCT FROM false
        AND s.occurred_on <= h.home_on + CAST($days AS INTEGER)
        AND coalesce(s.ended_on >= h.home_on AND s.ended_on >= s.occurred_on, true)),
unsaid AS (
    SELECT h.view_no, count(*) AS number FROM home h JOIN service_planned s ON s.view_no = h.view_no AND s.taken_up
        AND coalesce(s.occurred_on <= h.home_on + CAST($days AS INTEGER), true) AND coalesce(s.ended_on >= h.home_on, true)
    GROUP BY h.view_no),
counted AS (
    SELECT h.view_no, count(b.view_no) AS number, coalesce(any_value(u.number), 0) AS missing,
           any_value(c.covered_from) AS covered_from, any_value(c.covered_from <= h.home_on) AS watched
    FROM home h JOIN cover c ON c.view_no = h.view_no AND c.table_name = 'service'
    LEFT JOIN beside b ON b.view_no = h.view_no LEFT JOIN unsaid u ON u.view_no = h.view_no GROUP BY h.view_no)
-- answer
SELECT view_no, number AS numerator, 1 AS denominator, missing,
       CASE WHEN watched AND (number > 0 OR missing = 0) THEN number END AS value, number AS lower,
       CASE WHEN watched AND (number > 0 OR missing = 0) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT watched THEN 'at least this many: the record covers services only from ' || covered_from
            WHEN number = 0 AND missing > 0 THEN 'at least this many: whether ' || missing || ' taken up had begun is not recorded'
            ELSE '' END AS reason
FROM counted
-- evidence
SELECT view_no, statement_id, 'went home' AS role FROM home
UNION ALL
SELECT view_no, statement_id, 'service that went on' FROM beside
