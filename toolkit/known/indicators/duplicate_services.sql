-- name: duplicate_services
-- label: Services of one kind side by side
-- family: clarity
-- aims at: purpose
-- question: How many of the services that go on stand beside another of the same kind?
-- definition: Of the services begun and not ended, those not taken up left out, the share beside which another of the same kind
--   goes on for this case. A service without a kind counts as missing: as alone in the value and the lower bound, as of the
--   kind of another in the upper.
-- unit: share
-- source: project definition (coordination)
-- tables: service
-- reach: case
-- direction: higher is worse
-- else: no service was going on on that day
-- explained by: one service for each of two people
-- misleads: services of other names may do the same
-- shared
WITH twin AS (
    SELECT s.view_no, s.statement_id, count(*) OVER (PARTITION BY s.view_no, plain(s.kind)) > 1
        AND plain(s.kind) IS NOT NULL AS twin,
           plain(s.kind) IS NULL AS unsaid
    FROM service s WHERE s.ended_on IS NULL AND s.taken_up IS DISTINCT FROM false)
-- answer
SELECT view_no, twins AS numerator, items AS denominator, unsaid AS missing, twins / items AS value, twins / items AS lower,
       CASE WHEN items = 1 THEN 0 ELSE (twins + unsaid + least(unsaid, items - twins - unsaid)) / items END AS upper
FROM (SELECT view_no, count(*) AS items, count(*) FILTER (twin) AS twins, count(*) FILTER (unsaid) AS unsaid
      FROM twin GROUP BY view_no)
-- evidence
SELECT view_no, statement_id, CASE WHEN twin THEN 'beside another' WHEN unsaid THEN 'kind not said' ELSE 'alone' END AS role
FROM twin
