-- name: child_focus_change
-- label: Change of the work's focus on the child
-- code: D4
-- family: direction
-- aims at: purpose
-- question: Has the work moved away from the child since the case opened?
-- definition: The share of work whose object is the child (as in child_focus) in the last days, less that in the first days
--   since the case opened, the day of opening included. Not applicable until twice as many days have passed since it opened.
--   The numerator and the denominator are those of the last days; missing counts what does not say in both.
-- unit: difference of shares
-- source: project definition (child-focus ratio)
-- parameters: days = 90 (length of each window; a proposal)
-- tables: visit, contact, action, goal, case
-- reach: case
-- else: the case was closed or not open for both windows, or no work was on record in one of them
-- direction: lower is worse
-- explained by: a time in which a parent's own treatment is what the child needs
-- misleads: a few visits more or less move it; it says nothing of how the work was done
-- shared
WITH span AS (
    SELECT o.view_no, o.opened_on, v.day, o.start_known AND max(c.covered_from) <= o.opened_on AS whole
    FROM open_case o JOIN view v USING (view_no)
    JOIN cover c ON c.view_no = o.view_no AND c.table_name IN ('visit', 'contact', 'action', 'goal') AND c.covered_to >= v.day
    WHERE v.day - o.opened_on >= 2 * $days GROUP BY o.view_no, o.opened_on, v.day, o.start_known HAVING count(*) = 4),
work AS (
    SELECT s.view_no, s.whole, w.statement_id, w.on_child, w.unsaid, w.occurred_on > s.day - CAST($days AS INTEGER) AS is_last
    FROM span s JOIN purposeful_work w USING (view_no)
    WHERE w.occurred_on > s.day - CAST($days AS INTEGER) OR w.occurred_on >= s.opened_on
        AND w.occurred_on < s.opened_on + CAST($days AS INTEGER)
    QUALIFY bool_or(is_last) OVER (PARTITION BY s.view_no) AND NOT bool_and(is_last) OVER (PARTITION BY s.view_no))
-- answer
SELECT view_no, count(*) FILTER (is_last AND on_child) AS numerator, count(*) FILTER (is_last) AS denominator,
       count(*) FILTER (unsaid) AS missing,
       CASE WHEN any_value(whole) THEN count(*) FILTER (is_last AND on_child) / count(*) FILTER (is_last)
           - count(*) FILTER (NOT is_last AND on_child) / count(*) FILTER (NOT is_last) END AS value,
       CASE WHEN any_value(whole) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN any_value(whole) THEN ''
           ELSE 'the first days are not known: the start of the case lies outside the record' END AS reason
FROM work GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN is_last THEN 'last days, ' ELSE 'first days, ' END
           || CASE WHEN on_child THEN 'on the child' WHEN unsaid THEN 'not said on whom' ELSE 'on others' END AS role
FROM work
