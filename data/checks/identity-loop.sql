-- words: two numbers of one child point at each other, or a number at itself
-- severity: error
-- over: identity
-- column: alias_case_id
-- todo: keep one number and point all others at it
-- source: by definition
WITH RECURSIVE single AS (
    SELECT alias_case_id, min(case_id) AS case_id FROM identity_now GROUP BY alias_case_id
), walk AS (
    SELECT alias_case_id AS start, case_id AS here, 1 AS step FROM single
    UNION ALL
    SELECT w.start, s.case_id, w.step + 1 FROM walk w JOIN single s ON s.alias_case_id = w.here WHERE w.here <> w.start AND w.step < 16
)
SELECT 'row ' || (min(i.rowid) + 2) AS entity_id FROM walk w JOIN identity i ON i.alias_case_id = w.start
WHERE w.here = w.start GROUP BY w.start
