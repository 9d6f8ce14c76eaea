-- name: service_start_wait
-- label: Days from the offer of a service to its start
-- family: tempo
-- aims at: timeliness
-- question: How long do services take from the offer to the first day?
-- definition: The mean of the days from offer to start over the services offered in the last twelve months. A service not taken
--   up ends its wait on the day on which that was recorded. One that still waits counts with its days so far, so that the mean
--   is at least this much. The numerator is the sum of those days. Services without a day of offer, begun before it, or
--   whose offer was only stated ahead of its day, are left out.
-- unit: days
-- source: project definition (implementation: referral to first session)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: service
-- reach: case
-- direction: higher is worse
-- flag: above 42, services take more than six weeks to start (a proposal of this project)
-- else: no service was offered in the last twelve months
-- misleads: a start on paper may be a place on a list; the day of a refusal is not on record, so that its wait runs to the day on
--   which the entry that says so was made, and a correction of that entry moves it on
-- shared
WITH offer AS (
    SELECT s.view_no, s.entity_id, s.statement_id, s.recorded_on, s.offered_on, s.occurred_on AS began_on,
           CASE WHEN s.taken_up = false THEN greatest(s.recorded_on, s.offered_on) END AS refused_on
    FROM service s WHERE s.offered_on IS NOT NULL
    UNION ALL
    SELECT s.view_no, s.entity_id, s.statement_id, s.recorded_on, s.offered_on, NULL,
           CASE WHEN s.taken_up = false THEN greatest(s.recorded_on, s.offered_on) END
    FROM service_planned s),
asked AS (SELECT o.*, v.day FROM offer o JOIN view v USING (view_no)
          WHERE o.offered_on <= o.recorded_on AND o.offered_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
              AND coalesce(o.began_on >= o.offered_on, true))
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
SELECT view_no, statement_id, CASE WHEN began_on IS NOT NULL THEN 'begun' WHEN refused_on IS NOT NULL THEN 'not taken up'
    ELSE 'waiting' END AS role FROM asked
-- spells
SELECT a.view_no, a.entity_id, a.statement_id, a.offered_on AS started_on, greatest(a.offered_on, c.covered_from) AS entered_on,
       coalesce(began_on, refused_on) AS ended_on,
       CASE WHEN began_on IS NOT NULL THEN 'begun' WHEN refused_on IS NOT NULL THEN 'not taken up' ELSE '' END AS end_kind
FROM asked a JOIN cover c ON c.view_no = a.view_no AND c.table_name = 'service'
