-- Within the period of care at the view, the spells in which a plan for permanence stood (`what` = 'goal'), and those in which
-- there was a second way beside it (`what` = 'second way'): a contingency on the care plan or the plan for permanence, or a second
-- plan for permanence at the same time. `days_added` counts each day once.
WITH standing AS (
    SELECT c.view_no, p.kind, p.entity_id, p.statement_id, nullif(trim(p.contingency), '') IS NOT NULL AS has_second,
           greatest(p.occurred_on, c.started_on) AS from_on, coalesce(p.ended_on, v.day) AS to_on
    FROM care c JOIN view v USING (view_no) JOIN plan p USING (view_no)
    LEFT JOIN code t ON t.list = 'afcars' AND t.code = p.category
    WHERE p.kind IN ('care plan', 'permanence plan') AND coalesce(p.ended_on, v.day) >= c.started_on
        AND NOT list_contains(coalesce(t.groups, []), 'not_established')),
spell AS (
    SELECT view_no, 'goal' AS what, statement_id, from_on, to_on FROM standing WHERE kind = 'permanence plan'
    UNION ALL
    SELECT view_no, 'second way', statement_id, from_on, to_on FROM standing WHERE has_second
    UNION ALL
    SELECT a.view_no, 'second way', a.statement_id, greatest(a.from_on, b.from_on), least(a.to_on, b.to_on)
    FROM standing a JOIN standing b ON b.view_no = a.view_no AND a.kind = 'permanence plan' AND b.kind = 'permanence plan'
        AND b.entity_id > a.entity_id
    WHERE least(a.to_on, b.to_on) >= greatest(a.from_on, b.from_on))
SELECT *, greatest(to_on - greatest(from_on, coalesce(max(to_on) OVER (
           PARTITION BY view_no, what ORDER BY from_on, to_on, statement_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
               from_on)), 0) AS days_added
FROM spell
