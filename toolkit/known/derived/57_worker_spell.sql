-- Social workers' time with the case (workers of no recorded role too), within the present spell of the case: from when to when,
-- the day on which one left being the other's first. `in_order` counts them as they came.
SELECT i.view_no, i.entity_id, i.statement_id, i.worker_id, greatest(i.occurred_on, o.opened_on) AS from_on,
       coalesce(i.ended_on, v.day) AS to_on,
       lag(i.end_reason) OVER (PARTITION BY i.view_no ORDER BY i.occurred_on, i.ended_on NULLS LAST, i.entity_id) AS left_for,
       lag(i.entity_id) OVER (PARTITION BY i.view_no ORDER BY i.occurred_on, i.ended_on NULLS LAST, i.entity_id) AS left_id,
       row_number() OVER (PARTITION BY i.view_no ORDER BY i.occurred_on, i.ended_on NULLS LAST, i.entity_id) AS place,
       max(coalesce(i.ended_on, v.day)) OVER (PARTITION BY i.view_no ORDER BY i.occurred_on, i.ended_on NULLS LAST, i.entity_id
                                              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS held_until
FROM open_case o JOIN view v USING (view_no) JOIN involvement i USING (view_no)
WHERE is_social_worker(i.role) AND coalesce(i.ended_on, v.day) >= o.opened_on
