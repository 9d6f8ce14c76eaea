-- Spells in which something had to be done again and again: reviews and visits, in care, on a child protection plan, on a plan
-- for a child in need. `exact` says whether the day on which the spell began is known. A new home begins the visits anew.
WITH home AS (
    SELECT e.view_no, e.entity_id, e.statement_id, e.occurred_on, NOT e.first OR c.start_known AS exact,
           coalesce(lead(e.occurred_on) OVER (PARTITION BY e.view_no, e.period ORDER BY e.place), c.left_on) AS left_on
    FROM episode e JOIN care_period c USING (view_no, period) WHERE e.first OR e.placement_move)
SELECT view_no, 'looked after visit' AS duty, entity_id, statement_id, occurred_on, exact, left_on FROM home
UNION ALL
SELECT view_no, unnest(['looked after review', 'permanency hearing']), entity_id, statement_id, started_on, start_known, left_on
FROM care_period
UNION ALL
SELECT view_no, unnest(['child protection review', 'child protection visit']), entity_id, statement_id, occurred_on, exact, ended_on
FROM plan_spell WHERE kind = 'child protection plan'
UNION ALL
SELECT view_no, 'child in need visit', entity_id, statement_id, occurred_on, exact, ended_on
FROM plan_spell WHERE kind = 'child in need plan'
