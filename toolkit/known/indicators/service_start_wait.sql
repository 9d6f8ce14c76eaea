-- name: service_start_wait
-- label: Days from the offer of a service to its start
-- family: tempo
-- aims at: timeliness
-- question: How long do services take from the offer to the first day?
-- definition: The mean of the days from offer to start over the services offered in the last twelve months. A service not taken
--   up ends its wait on its last day where that is on record, else on the day on which the entry that says so was first made. One
--   that ended without having begun, or before the day stated for its start, ends it on its last day. One that still waits counts
--   with its days so far, so that the mean is at least this much. The numerator is the sum of those days. Services without a day
--   of offer, begun before it, or whose offer was only stated ahead of its day, are left out.
-- unit: days
-- source: project definition (implementation: referral to first session)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: service
-- reach: case
-- direction: higher is worse
-- flag: above 42, services take more than six weeks to start (a proposal of this project)
-- else: no service was offered in the last twelve months
-- explained by: a start that was put off at the family's wish or by illness, or a service that runs from a fixed day
-- misleads: a start on paper may be a place on a list; a refusal is seldom entered on its day, and then its wait looks longer
-- shared
WITH said AS (
    SELECT view_no, entity_id, recorded_on, taken_up,
           max(recorded_on) FILTER (taken_up IS DISTINCT FROM false) OVER (PARTITION BY view_no, entity_id) AS otherwise_on
    FROM service_versions),
refusal AS (
    SELECT view_no, entity_id, min(recorded_on) AS said_on FROM said
    WHERE taken_up = false AND recorded_on >= coalesce(otherwise_on, recorded_on) GROUP BY view_no, entity_id),
offered AS (
    SELECT view_no, entity_id, statement_id, recorded_on, offered_on,
           CASE WHEN taken_up IS DISTINCT FROM false AND coalesce(ended_on >= occurred_on, true) THEN occurred_on END AS began_on,
           ended_on, taken_up FROM service
    UNION ALL
    SELECT view_no, entity_id, statement_id, recorded_on, offered_on, NULL, ended_on, taken_up FROM service_planned),
offer AS (
    SELECT o.* EXCLUDE (ended_on, taken_up),
           CASE WHEN o.began_on IS NULL AND coalesce(o.ended_on, r.said_on) IS NOT NULL
               THEN greatest(coalesce(o.ended_on, r.said_on), o.offered_on) END AS refused_on,
           CASE WHEN o.taken_up = false THEN 'not taken up' ELSE 'ended before it began' END AS refusal
    FROM offered o LEFT JOIN refusal r ON r.view_no = o.view_no AND r.entity_id = o.entity_id AND o.taken_up = false
    WHERE o.offered_on IS NOT NULL),
made AS (SELECT * FROM offer WHERE offered_on <= recorded_on AND coalesce(began_on >= offered_on, true)),
asked AS (SELECT m.*, v.day FROM made m JOIN view v USING (view_no)
          WHERE m.offered_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
-- answer
SELECT view_no, sum(coalesce(began_on, refused_on, day) - offered_on) AS numerator, count(*) AS denominator,
       0 AS missing, CASE WHEN count(*) = count(coalesce(began_on, refused_on)) THEN avg(coalesce(began_on,
           refused_on) - offered_on) END AS value,
       avg(coalesce(began_on, refused_on, day) - offered_on) AS lower,
       CASE WHEN count(*) = count(coalesce(began_on, refused_on)) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN count(*) = count(coalesce(began_on, refused_on)) THEN '' ELSE 'at least this many: the wait goes on for '
            || count(*) - count(coalesce(began_on, refused_on)) || ' of ' || count(*) END AS reason
FROM asked GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN began_on IS NOT NULL THEN 'begun' WHEN refused_on IS NOT NULL THEN refusal
    ELSE 'waiting' END AS role FROM asked
-- spells
SELECT m.view_no, m.entity_id, m.statement_id, m.offered_on AS started_on, greatest(m.offered_on, c.covered_from) AS entered_on,
       coalesce(began_on, refused_on) AS ended_on,
       CASE WHEN began_on IS NOT NULL THEN 'begun' WHEN refused_on IS NOT NULL THEN refusal ELSE '' END AS end_kind
FROM made m JOIN cover c ON c.view_no = m.view_no AND c.table_name = 'service'
