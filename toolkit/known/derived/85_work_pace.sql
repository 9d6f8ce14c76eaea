-- Each visit and contact of an open case with its place in the case: how many days after the opening, how many before the view, for
-- how many days the case had been open, and whether the record covered its first days (`whole`).
WITH span AS (
    SELECT o.view_no, o.opened_on, v.day, o.start_known AND max(c.covered_from) <= o.opened_on AS whole
    FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name IN ('visit', 'contact')
    GROUP BY o.view_no, o.opened_on, v.day, o.start_known)
SELECT s.view_no, w.statement_id, w.occurred_on - s.opened_on AS days_in, s.day - w.occurred_on AS days_back,
       s.day - s.opened_on AS days_open, s.whole
FROM span s JOIN purposeful_work w USING (view_no) WHERE w.what IN ('visit', 'contact')
