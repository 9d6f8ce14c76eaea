-- The episodes of the present period of care, each with the reason for which the placement before it ended, and whether that is
-- one that nobody had planned; and the days in care so far.
SELECT t.view_no, t.entity_id, t.statement_id, t.occurred_on, t.placement_move, t.change_missing, t.left_for, t.left_id,
       coalesce(list_contains(r.groups, 'unplanned'), false) AS unplanned, c.days, c.start_known
FROM left_for t JOIN care c USING (view_no, period)
LEFT JOIN code r ON r.list = 'REASON_PLACE_CHANGE' AND r.code = t.left_for
