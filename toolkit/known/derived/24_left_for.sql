-- The reason for which the placement before each episode of care ended, and which placement says so. After a temporary stay
-- (hospital, holiday, …) it is the reason for which the home before it ended, and that of the stay only where the home has none.
WITH told AS (
    SELECT e.*, lag(p.change_reason) OVER in_order AS last_reason,
           last_value(CASE WHEN NOT e.temporary THEN coalesce(p.change_reason, '') END IGNORE NULLS) OVER (
               PARTITION BY e.view_no, e.period ORDER BY e.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS home_reason,
           lag(e.entity_id) OVER in_order AS last_id,
           last_value(CASE WHEN NOT e.temporary THEN e.entity_id END IGNORE NULLS) OVER (
               PARTITION BY e.view_no, e.period ORDER BY e.place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS home_id
    FROM episode e JOIN placement p USING (view_no, statement_id)
    WINDOW in_order AS (PARTITION BY e.view_no ORDER BY e.place))
SELECT view_no, period, entity_id, statement_id, occurred_on, placement_move, change_missing,
       coalesce(nullif(home_reason, ''), last_reason) AS left_for,
       CASE WHEN home_reason <> '' THEN home_id ELSE last_id END AS left_id
FROM told
