-- name: days_to_first_move
-- label: Days in care before the first move
-- code: D21
-- family: placement
-- aims at: purpose
-- question: How long did this child stay in the first placement of this period of care?
-- definition: Days from the start of the present period of care to the first move from one placement to another. While there was
--   none, at least the days so far. Temporary placements with return, short breaks and changes of legal status are no moves. The
--   denominator is the number of days in care; missing counts episodes that do not say why they began. For a set of children the
--   time is estimated from the spells of all periods of care, leaving care kept apart and those still there censored.
-- unit: days
-- source: Department for Education, children looked after (placement stability); survival analysis with a competing
--   end
-- tables: placement
-- reach: case
-- direction: lower is worse
-- else: the child was not in care on that day
-- explained by: a planned step towards permanence
-- misleads: a child who came into care last week has had no time to move
WITH moved AS (
    SELECT view_no, period, min(occurred_on) FILTER (placement_move) AS moved_on, count(*) FILTER (change_missing) AS missing
    FROM episode GROUP BY view_no, period)
SELECT c.view_no, coalesce(m.moved_on, v.day) - c.started_on AS numerator, c.days AS denominator, m.missing,
       CASE WHEN c.start_known THEN m.moved_on - c.started_on END AS value,
       coalesce(m.moved_on, v.day) - c.started_on AS lower,
       CASE WHEN c.start_known AND m.moved_on IS NOT NULL THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT c.start_known THEN 'at least this many: the start of care lies outside the record'
            WHEN m.moved_on IS NULL THEN 'at least this many: there has been no move so far' ELSE '' END AS reason
FROM care c JOIN moved m USING (view_no, period) JOIN view v USING (view_no)
-- evidence
SELECT view_no, statement_id, CASE WHEN placement_move THEN 'moved to' ELSE 'considered' END AS role
FROM care JOIN episode USING (view_no, period)
-- spells
SELECT c.view_no, c.entity_id, c.statement_id, c.started_on, greatest(c.started_on, o.covered_from) AS entered_on,
       coalesce(min(e.occurred_on) FILTER (e.placement_move), c.left_on) AS ended_on,
       CASE WHEN bool_or(e.placement_move) THEN 'moved' WHEN c.left_on IS NOT NULL THEN 'left care' ELSE '' END AS end_kind
FROM care_period c JOIN episode e USING (view_no, period) JOIN cover o ON o.view_no = c.view_no AND o.table_name = 'placement'
WHERE c.start_known GROUP BY c.view_no, c.entity_id, c.statement_id, c.started_on, c.left_on, o.covered_from
