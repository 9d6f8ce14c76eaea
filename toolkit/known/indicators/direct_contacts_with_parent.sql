-- name: direct_contacts_with_parent
-- label: Times that a parent or carer was met, per month
-- code: R2
-- family: relationship
-- aims at: purpose
-- question: How often is a parent or carer met face to face?
-- definition: In the last days before the view, or since the case was opened or the record began where that is later, that day
--   included: contacts face to face (in person or by video) with a parent or carer whose outcome says that they took place, brought
--   to a month. The denominator is the number of days looked at. A contact that may be one of these, but does not say how it was
--   held or whether it took place, counts as missing. The words that mean face to face and took place stand in
--   data/known/word_groups.csv.
-- unit: times in 30 days
-- source: project definition (direct contact); the record has no minutes, so times are counted and not hours
-- parameters: days = 90 (how far back; a proposal of this project); per = 30 (days to which the number is brought; a proposal
--   of this project)
-- tables: contact, case
-- reach: case
-- direction: lower is worse
-- else: the case was not open on that day
-- explained by: a parent who lives far away, is in prison or in hospital, or may not be told where the child is
-- misleads: a meeting may be a minute at the door; nothing here says how it was
WITH watched AS (
    SELECT o.view_no, v.day, greatest(v.day - CAST($days AS INTEGER), o.opened_on - 1, max(c.covered_from) - 1) AS since
    FROM open_case o JOIN view v USING (view_no) JOIN cover c USING (view_no)
    WHERE c.table_name = 'contact' GROUP BY o.view_no, v.day, o.opened_on),
counted AS (
    SELECT w.view_no, w.day - w.since AS days, count(*) FILTER (a.parent_met) AS met
    FROM watched w LEFT JOIN appointment a ON a.view_no = w.view_no AND a.occurred_on > w.since
    GROUP BY ALL),
unsaid AS (
    SELECT w.view_no, count(*) AS missing FROM watched w JOIN contact_unsaid c USING (view_no)
    WHERE c.kind = 'with a parent or carer' AND c.occurred_on > w.since GROUP BY w.view_no)
SELECT view_no, met AS numerator, days AS denominator, coalesce(missing, 0) AS missing, $per * met / days AS value
FROM counted LEFT JOIN unsaid USING (view_no)
-- evidence
SELECT a.view_no, a.statement_id, 'met' AS role
FROM appointment a JOIN view v USING (view_no) JOIN open_case o USING (view_no)
JOIN cover c ON c.view_no = a.view_no AND c.table_name = 'contact'
WHERE a.parent_met AND a.occurred_on > v.day - $days AND a.occurred_on >= greatest(o.opened_on, c.covered_from)
