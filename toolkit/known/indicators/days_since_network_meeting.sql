-- name: days_since_network_meeting
-- label: Days since the network met
-- family: network
-- aims at: timeliness
-- question: How long ago did the child's network last meet?
-- definition: Days since the last meeting of the network or family group conference of the present spell of the case
--   or, where there was none, since it was opened, or at least since the record began to cover meetings. The
--   denominator is the number of such meetings in it.
-- unit: days
-- source: project definition (regular meetings of the network)
-- tables: meeting, case
-- reach: case
-- direction: higher is worse
-- flag: above 92, a quarter without a meeting of the network (a proposal of this project)
-- else: the case was not open on that day
-- explained by: a case that needs no network meeting, as one with a short plan
-- misleads: families meet without us
WITH met AS (
    SELECT m.view_no, m.entity_id, m.occurred_on
    FROM meeting m JOIN word_group g ON g.list = 'meeting' AND g.in_group = 'network' AND g.word = plain(m.kind)),
last AS (
    SELECT o.view_no, v.day, o.start_known AND c.covered_from <= o.opened_on AS whole,
           coalesce(max(m.occurred_on), greatest(o.opened_on, c.covered_from)) AS since, count(m.entity_id) AS meetings
    FROM open_case o JOIN view v USING (view_no) JOIN cover c ON c.view_no = o.view_no AND c.table_name = 'meeting'
    LEFT JOIN met m ON m.view_no = o.view_no AND m.occurred_on >= o.opened_on
    GROUP BY o.view_no, o.opened_on, o.start_known, v.day, c.covered_from)
SELECT view_no, day - since AS numerator, meetings AS denominator, 0 AS missing,
       CASE WHEN meetings > 0 OR whole THEN day - since END AS value, day - since AS lower,
       CASE WHEN meetings > 0 OR whole THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN meetings > 0 OR whole THEN '' ELSE 'at least this many: the start lies outside the record' END AS reason
FROM last
-- evidence
SELECT m.view_no, arg_max(m.statement_id, (m.occurred_on, m.entity_id)) AS statement_id, 'last meeting' AS role
FROM meeting m JOIN word_group g ON g.list = 'meeting' AND g.in_group = 'network' AND g.word = plain(m.kind)
JOIN open_case o ON o.view_no = m.view_no AND m.occurred_on >= o.opened_on GROUP BY m.view_no
