-- Episodes of care in order, without short breaks: which period of care each belongs to, and what kind of change it was.
-- A period begins with a start code, or where nothing joins the episode to the one before (it began after that one ended).
-- Temporary placements (hospital, holiday, …) and the return from one to the same home are no moves. The first episode on
-- record is none either, whatever its code: where the start is not on record, it may be such a return.
WITH coded AS (
    SELECT p.*, coalesce(list_contains(t.groups, 'temporary'), false) AS temporary,
           coalesce(list_contains(t.groups, 'same_foster_carer'), false) AS same_carers,
           c.groups IS NULL AS no_code, coalesce(list_contains(c.groups, 'start'), false) AS starts,
           coalesce(list_contains(c.groups, 'carer_change'), false) AS new_carer,
           coalesce(list_contains(c.groups, 'placement_change'), false) AS other_placement,
           coalesce(p.placement_type, '') || '/' || coalesce(p.setting_id, '') || '/' || coalesce(p.carer_id, '') AS home
    FROM placement p
    LEFT JOIN code t ON t.list IN ('PLACE', 'afcars') AND t.code = p.placement_type
    LEFT JOIN code c ON c.list = 'RNE' AND c.code = p.change
    WHERE NOT coalesce(p.short_break, false)),
placed AS (
    SELECT *, row_number() OVER in_order AS place, lag(ended_on) OVER in_order AS left_on
    FROM coded
    WINDOW in_order AS (PARTITION BY view_no ORDER BY occurred_on, change <> 'S', ended_on NULLS LAST, entity_id)),
settled AS (
    SELECT *, starts OR place = 1 OR coalesce(occurred_on > left_on, false) AS first,
           count(*) FILTER (first) OVER so_far AS period,
           last_value(CASE WHEN first THEN place END IGNORE NULLS) OVER so_far AS period_place,
           last_value(CASE WHEN first THEN starts END IGNORE NULLS) OVER so_far AS from_start,
           NOT first AND lag(temporary) OVER in_order AS was_away,
           last_value(CASE WHEN NOT temporary THEN place END IGNORE NULLS) OVER before AS home_place,
           last_value(CASE WHEN NOT temporary THEN home END IGNORE NULLS) OVER before AS last_home
    FROM placed
    WINDOW in_order AS (PARTITION BY view_no ORDER BY place), so_far AS (in_order ROWS UNBOUNDED PRECEDING),
           before AS (in_order ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
change AS (
    SELECT *, CASE WHEN home_place >= period_place THEN last_home END AS home_before,
           NOT first AND NOT temporary AND NOT same_carers AND (from_start OR home_before IS NOT NULL) AS may_move,
           coalesce(was_away AND home = home_before, false) AS returned
    FROM settled)
SELECT view_no, statement_id, entity_id, place, period, first, starts, occurred_on, occurred_precision, ended_on, change, placement_type,
       temporary, returned, no_code AND NOT first AS change_missing, may_move AND NOT returned AND new_carer AS carer_move,
       may_move AND NOT returned AND (new_carer OR other_placement AND coalesce(home <> home_before, false)) AS placement_move
FROM change
