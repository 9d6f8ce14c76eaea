-- name: direct_contacts_with_child
-- label: Times that the child was met, per month
-- code: R2
-- family: relationship
-- aims at: purpose
-- question: How often is the child met face to face?
-- definition: In the last days before the view, or since the case was opened or the record began where that is later, that
--   day included: visits that were made on which the child was seen, and contacts face to face (in person or by video) with
--   the child whose outcome says that they took place, brought to a month. The denominator is the number of days looked at. A
--   visit of which it is not recorded whether the child was seen counts as missing, and so does a contact that may be one of
--   these, but does not say how it was held or whether it took place.
-- unit: times in 30 days
-- source: project definition (direct contact); the record has no minutes, so times are counted and not hours
-- parameters: days = 90 (how far back; a proposal of this project); per = 30 (days to which the number is brought; a proposal
--   of this project)
-- tables: visit, contact, case
-- reach: case
-- direction: lower is worse
-- else: the case was not open on that day
-- explained by: a child placed far away, in hospital or missing, or seen mostly by another agency's worker as agreed
-- misleads: a meeting may be a minute at the door; nothing here says how it was
WITH watched AS (
    SELECT o.view_no, v.day, greatest(v.day - CAST($days AS INTEGER), o.opened_on - 1, max(c.covered_from) - 1) AS since
    FROM open_case o JOIN view v USING (view_no) JOIN cover c USING (view_no)
    WHERE c.table_name IN ('visit', 'contact') GROUP BY o.view_no, v.day, o.opened_on),
counted AS (
    SELECT w.view_no, w.day - w.since AS days, count(*) FILTER (a.child_met) AS met, count(*) FILTER (a.seen_missing) AS missing
    FROM watched w LEFT JOIN appointment a ON a.view_no = w.view_no AND a.occurred_on > w.since
    GROUP BY ALL),
unsaid AS (
    SELECT w.view_no, count(*) AS missing FROM watched w JOIN contact_unsaid c USING (view_no)
    WHERE c.kind = 'with the child' AND c.occurred_on > w.since GROUP BY w.view_no)
SELECT view_no, met AS numerator, days AS denominator, c.missing + coalesce(u.missing, 0) AS missing, $per * met / days AS value
FROM counted c LEFT JOIN unsaid u USING (view_no)
-- evidence
SELECT a.view_no, a.statement_id, 'met' AS role
FROM appointment a JOIN view v USING (view_no) JOIN open_case o USING (view_no)
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('visit', 'contact')
      GROUP BY view_no) c USING (view_no)
WHERE a.child_met AND a.occurred_on > v.day - $days AND a.occurred_on >= greatest(o.opened_on, c.covered_from)
