-- The episodes of the present period of care, each with the reason for which the placement before it ended, and whether that is one
-- that nobody had planned; and the days in care so far.
WITH told AS (
    SELECT e.*, lag(p.change_reason) OVER in_order AS left_for, lag(r.groups) OVER in_order AS left_groups
    FROM episode e JOIN placement p USING (view_no, statement_id)
    LEFT JOIN code r ON r.list = 'REASON_PLACE_CHANGE' AND r.code = p.change_reason
    WINDOW in_order AS (PARTITION BY e.view_no ORDER BY e.place))
SELECT t.view_no, t.entity_id, t.statement_id, t.occurred_on, t.placement_move, t.change_missing, t.left_for,
       coalesce(list_contains(t.left_groups, 'unplanned'), false) AS unplanned, c.days, c.start_known
FROM told t JOIN care c USING (view_no, period)
