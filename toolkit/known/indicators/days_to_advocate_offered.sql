-- name: days_to_advocate_offered
-- label: Days until an advocate was offered
-- family: relationship
-- aims at: timeliness
-- question: How long was it until this child was offered an advocate?
-- definition: Days from the start of the present spell of care or of a child protection plan (the later of both) to the
--   first offer of an advocate in it that was recorded on or after its own day. While there is none, at least the days
--   so far; where it began before the record covered services, nothing is said, as an offer may have come before. The
--   denominator is the number of first offers, 1 or 0.
-- unit: days
-- source: Children Act 1989, section 26A (advocacy for children who make representations); project (asked of every
--   child)
-- tables: status, service
-- reach: case
-- direction: higher is worse
-- else: the child was neither looked after nor under a child protection plan on that day
-- explained by: a baby, or a child who has an advocate from before
-- misleads: an offer may be a leaflet
-- shared
WITH duty AS (
    SELECT view_no, max(occurred_on) AS since, arg_max(statement_id, (occurred_on, entity_id)) AS statement_id,
        arg_max(entity_id, (occurred_on, entity_id)) AS entity_id,
           bool_and(occurred_precision = 'day') AS exact
    FROM status WHERE kind IN ('looked after', 'child protection plan') AND ended_on IS NULL GROUP BY view_no),
offer AS (
    SELECT o.view_no, min(o.offered_on) AS offered_on, arg_min(o.statement_id, (o.offered_on, o.entity_id)) AS offer
    FROM (SELECT view_no, entity_id, statement_id, kind, coalesce(offered_on, occurred_on) AS offered_on, recorded_on FROM service
          UNION ALL SELECT view_no, entity_id, statement_id, kind, offered_on, recorded_on FROM service_planned) o
    JOIN duty d ON d.view_no = o.view_no
    JOIN word_group g ON g.list = 'service' AND g.in_group = 'advocacy' AND g.word = plain(o.kind)
    WHERE o.offered_on BETWEEN d.since AND o.recorded_on GROUP BY o.view_no)
-- answer
SELECT d.view_no, coalesce(o.offered_on, v.day) - d.since AS numerator, count(o.offered_on) AS denominator, 0 AS missing,
       CASE WHEN d.exact AND c.covered_from <= d.since THEN o.offered_on - d.since END AS value,
       CASE WHEN c.covered_from <= d.since THEN coalesce(o.offered_on, v.day) - d.since END AS lower,
       CASE WHEN o.offered_on IS NOT NULL AND d.exact AND c.covered_from <= d.since THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN c.covered_from > d.since THEN 'an advocate may have been offered before the record covered services'
            WHEN o.offered_on IS NULL THEN 'at least this many: no advocate has been offered yet'
            WHEN NOT d.exact THEN 'at least this many: the start lies outside the record' ELSE '' END AS reason
FROM duty d JOIN view v USING (view_no) JOIN cover c ON c.view_no = d.view_no AND c.table_name = 'service'
LEFT JOIN offer o ON o.view_no = d.view_no
GROUP BY d.view_no, d.since, d.exact, v.day, o.offered_on, c.covered_from
-- evidence
SELECT view_no, statement_id, 'status' AS role FROM duty
UNION ALL SELECT view_no, offer, 'offer of an advocate' FROM offer
-- spells
SELECT d.view_no, d.entity_id, d.statement_id, d.since AS started_on, greatest(d.since, c.covered_from) AS entered_on,
       o.offered_on AS ended_on, CASE WHEN o.offered_on IS NULL THEN '' ELSE 'offered' END AS end_kind
FROM duty d JOIN cover c ON c.view_no = d.view_no AND c.table_name = 'service' LEFT JOIN offer o ON o.view_no = d.view_no
