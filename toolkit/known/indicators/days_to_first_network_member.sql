-- name: days_to_first_network_member
-- label: Days to the first network member
-- family: network
-- aims at: timeliness
-- question: How long did it take until somebody besides professionals stood by this child?
-- definition: Days from the opening of the present spell of the case to the first member of the network who is not a
--   professional; 0 where one was there already. While there is none, at least the days so far. The denominator is the number
--   of such members in this spell.
-- unit: days
-- source: project definition (safeguarding network)
-- tables: network_member, case
-- reach: case
-- direction: higher is worse
-- flag: above 60, two months without anybody besides professionals (a proposal of this project)
-- else: the case was not open on that day
-- explained by: a family that asked for nobody else to be told, or has just come to the area
-- misleads: kin were often there before anybody wrote them down
WITH first AS (
    SELECT o.view_no, o.opened_on, o.start_known, v.day, c.covered_from <= o.opened_on AS watched, min(CASE
        WHEN n.entity_id IS NOT NULL THEN greatest(n.occurred_on, o.opened_on) END) AS first_on, count(n.entity_id) AS members
    FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'network_member'
    LEFT JOIN network_member n ON n.view_no = o.view_no AND coalesce(n.kind, 'family') <> 'professional'
        AND coalesce(n.ended_on > o.opened_on, true)
    GROUP BY o.view_no, o.opened_on, o.start_known, v.day, c.covered_from)
SELECT view_no, coalesce(first_on, day) - opened_on AS numerator, members AS denominator, 0 AS missing,
       CASE WHEN start_known AND watched THEN first_on - opened_on END AS value,
       CASE WHEN watched THEN coalesce(first_on, day) - opened_on END AS lower,
       CASE WHEN first_on IS NOT NULL AND start_known AND watched THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT watched THEN 'the case opened before the record covered the network'
            WHEN first_on IS NULL THEN 'at least this many: nobody but professionals has come into the network yet'
            WHEN NOT start_known THEN 'at least this many: the start lies outside the record' ELSE '' END AS reason
FROM first
-- evidence
SELECT o.view_no, arg_min(n.statement_id, (n.occurred_on, n.entity_id)) AS statement_id, 'first member' AS role
FROM open_case o JOIN network_member n ON n.view_no = o.view_no AND coalesce(n.kind, 'family') <> 'professional'
    AND coalesce(n.ended_on > o.opened_on, true)
GROUP BY o.view_no
-- spells
WITH first AS (
    SELECT k.view_no, k.entity_id, k.statement_id, k.occurred_on, k.ended_on, min(CASE
        WHEN n.entity_id IS NOT NULL THEN greatest(n.occurred_on, k.occurred_on) END) AS first_on
    FROM "case" k LEFT JOIN network_member n ON n.view_no = k.view_no AND coalesce(n.kind, 'family') <> 'professional'
        AND coalesce(n.ended_on > k.occurred_on, true) AND coalesce(n.occurred_on <= k.ended_on, true)
    WHERE k.occurred_precision = 'day' AND coalesce(k.ended_on >= k.occurred_on, true)
    GROUP BY ALL)
SELECT f.view_no, f.entity_id, f.statement_id, f.occurred_on AS started_on, greatest(f.occurred_on, c.covered_from) AS entered_on,
       coalesce(f.first_on, f.ended_on) AS ended_on,
       CASE WHEN f.first_on IS NOT NULL THEN 'first member' WHEN f.ended_on IS NOT NULL THEN 'case closed' ELSE '' END AS end_kind
FROM first f JOIN cover c ON c.view_no = f.view_no AND c.table_name = 'network_member'
