-- The episodes of the present period of care, each with the reason for which the placement before it ended, and whether that is
-- one that nobody had planned; and the days in care so far. After a temporary stay (hospital, holiday, …) it is the reason for
-- which the home before it ended, and that of the stay only where the home has none.
WITH told AS (
    SELECT e.*, lag(p.change_reason) OVER in_order AS last_reason,
           last_value(CASE WHEN NOT e.temporary THEN coalesce(p.change_reason, '') END IGNORE NULLS) OVER (
               PARTITION BY e.view_no, e.period ORDER BY e.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS home_reason
    FROM episode e JOIN placement p USING (view_no, statement_id)
    WINDOW in_order AS (PARTITION BY e.view_no ORDER BY e.place)),
reason AS (SELECT *, coalesce(nullif(home_reason, ''), last_reason) AS left_for FROM told)
SELECT t.view_no, t.entity_id, t.statement_id, t.occurred_on, t.placement_move, t.change_missing, t.left_for,
       coalesce(list_contains(r.groups, 'unplanned'), false) AS unplanned, c.days, c.start_known
FROM reason t JOIN care c USING (view_no, period)
LEFT JOIN code r ON r.list = 'REASON_PLACE_CHANGE' AND r.code = t.left_for
