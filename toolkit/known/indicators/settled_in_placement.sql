-- name: settled_in_placement
-- label: Two years in the same placement
-- code: D21
-- family: placement
-- aims at: purpose
-- question: Has this child, long in care, lived in the same placement for two years?
-- definition: 1 where the child has lived in the present placement for at least two years, or where placement for
--   adoption and the placement before it together last that long; else 0. Asked of children under 16 who have been in
--   care for at least two and a half years without a break. Changes of legal status, temporary stays with return, and
--   placement for adoption with the present carers do not end a placement. The numerator is the days in the
--   placement, the denominator the days in care; missing counts episodes that do not say why they began.
-- unit: yes (1) or no (0)
-- source: Department for Education, children looked after (long-term placement stability)
-- parameters: oldest = 16 (years; as the published measure); care_months = 30 (months in care; as the published
--   measure); home_months = 24 (months in the placement; as the published measure)
-- tables: placement, child
-- reach: case
-- direction: lower is worse
-- flag: below 1, not two years in one place after two and a half years in care (Department for Education, children
--   looked after)
-- else: the child was not in care for long enough on that day, or too old
-- explained by: a planned step towards permanence
-- misleads: a long stay is not by itself a good one
-- shared
WITH home AS (
    SELECT c.view_no, v.day, c.days, c.started_on, c.start_known, e.occurred_on, e.place,
           coalesce(list_contains(t.groups, 'adoptive'), false) AS adoptive,
           lag(e.occurred_on) OVER (PARTITION BY e.view_no ORDER BY e.place) AS before_on,
           row_number() OVER (PARTITION BY e.view_no ORDER BY e.place DESC) = 1 AS present
    FROM care c JOIN view v USING (view_no) JOIN episode e USING (view_no, period)
    LEFT JOIN code t ON t.list = 'PLACE' AND t.code = e.placement_type
    WHERE e.first OR e.placement_move),
told AS (SELECT view_no, count(*) FILTER (change_missing) AS missing FROM care JOIN episode USING (view_no, period)
    GROUP BY view_no),
since AS (
    SELECT h.*, t.missing, CASE WHEN adoptive THEN coalesce(before_on, occurred_on) ELSE occurred_on END AS home_on
    FROM home h JOIN told t USING (view_no) WHERE present),
asked AS (
    SELECT s.*, b.born_on, s.started_on <= CAST(s.day - to_months(CAST($care_months AS INTEGER)) AS DATE) AS long_enough
    FROM since s LEFT JOIN born b USING (view_no)
    WHERE coalesce(b.born_on + to_years(CAST($oldest AS INTEGER)) > s.day, true))
-- answer
SELECT view_no, day - home_on AS numerator, days AS denominator, missing,
       CASE WHEN long_enough AND born_on IS NOT NULL
            THEN CAST(home_on <= CAST(day - to_months(CAST($home_months AS INTEGER)) AS DATE) AS INTEGER) END AS value,
       CASE WHEN born_on IS NULL THEN 'not recorded' WHEN long_enough THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN born_on IS NULL THEN 'no date of birth is on record' WHEN long_enough THEN ''
            ELSE 'the start of care lies outside the record: the child may have been in care for long enough' END AS reason
FROM asked WHERE long_enough OR NOT start_known
-- evidence
SELECT view_no, statement_id, 'placement' AS role FROM care JOIN episode USING (view_no, period)
SEMI JOIN (FROM asked WHERE born_on IS NOT NULL AND (long_enough OR NOT start_known)) q USING (view_no)
WHERE first OR placement_move
