-- Episodes of care in order, without short breaks: which period of care each belongs to, and what kind of change it was.
-- A period begins with a start code, or where nothing joins the episode to the one before (it began after that one ended).
-- Temporary placements (hospital, holiday, …) and the return from one to the same home are no moves. The first episode on
-- record is none either, whatever its code: where the start is not on record, it may be such a return.
WITH placed AS (
    SELECT p.*, list_contains(coalesce(t.groups, []), 'temporary') AS temporary,
           list_contains(coalesce(t.groups, []), 'same_foster_carer') AS same_carers, c.groups AS change_groups,
           row_number() OVER in_order AS place, lag(p.ended_on) OVER in_order AS left_on
    FROM placement p
    LEFT JOIN code t ON t.list IN ('PLACE', 'afcars') AND t.code = p.placement_type
    LEFT JOIN code c ON c.list = 'RNE' AND c.code = p.change
    WHERE NOT coalesce(p.short_break, false)
    WINDOW in_order AS (PARTITION BY p.view_no ORDER BY p.occurred_on, p.change <> 'S', p.ended_on NULLS LAST, p.entity_id)),
period AS (
    SELECT *, sum(CASE WHEN list_contains(change_groups, 'start') OR place = 1 OR occurred_on > left_on THEN 1 ELSE 0 END)
              OVER (PARTITION BY view_no ORDER BY place) AS period
    FROM placed),
home AS (
    SELECT *, row_number() OVER in_order = 1 AS first,
           first_value(coalesce(list_contains(change_groups, 'start'), false)) OVER in_order AS from_start,
           coalesce(placement_type, '') || '/' || coalesce(setting_id, '') || '/' || coalesce(carer_id, '') AS home
    FROM period
    WINDOW in_order AS (PARTITION BY view_no, period ORDER BY place)),
settled AS (
    SELECT *, lag(temporary) OVER in_order AS was_away,
           last_value(CASE WHEN NOT temporary THEN home END IGNORE NULLS)
               OVER (PARTITION BY view_no, period ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS home_before
    FROM home
    WINDOW in_order AS (PARTITION BY view_no, period ORDER BY place)),
change AS (
    SELECT *, NOT first AND NOT temporary AND NOT same_carers AND (from_start OR home_before IS NOT NULL) AS may_move,
           coalesce(was_away AND home = home_before, false) AS returned
    FROM settled)
SELECT view_no, statement_id, entity_id, place, period, first, occurred_on, occurred_precision, ended_on, change, placement_type,
       temporary, returned, change_groups IS NULL AND NOT first AS change_missing,
       may_move AND NOT returned AND coalesce(list_contains(change_groups, 'carer_change'), false) AS carer_move,
       may_move AND NOT returned AND coalesce(
           list_contains(change_groups, 'carer_change')
           OR list_contains(change_groups, 'placement_change') AND home <> home_before, false) AS placement_move
FROM change
