-- name: days_to_act_on_non_engagement
-- label: Days from missed appointments to a decision
-- family: decisions
-- aims at: timeliness
-- question: When the family missed appointments one after another, how long was it until something was decided?
-- definition: Of the latest run of missed appointments (visits that failed, contacts that did not take place) that came to so
--   many without a kept one between: days from the day of the last of those to the next decision, whatever it was. While
--   nothing is decided, at least the days so far. A run after which an appointment was kept again before anything was decided
--   gives no number. The denominator is the number of appointments missed that start the clock.
-- unit: days
-- source: project definition (acting when caregivers do not engage)
-- parameters: missed = 2 (appointments missed in a row, a proposal of this project)
-- tables: visit, contact, decision
-- reach: case
-- direction: higher is worse
-- flag: above 28, four weeks of missed appointments without a decision (a proposal of this project)
-- else: no such run of missed appointments was on record, or one was kept again first
-- explained by: appointments missed for a reason that needed no decision
-- misleads: the next decision may have been about something else
-- shared
WITH spell AS (
    SELECT view_no, days_missed[CAST($missed AS INTEGER)] AS since, missed[CAST($missed AS INTEGER)] AS entity_id,
           statements[CAST($missed AS INTEGER)] AS statement_id, kept_again_on
    FROM missed_run WHERE len(days_missed) >= $missed),
acted AS (
    SELECT s.view_no, s.since, s.entity_id, s.statement_id, s.kept_again_on, min(d.occurred_on) AS decided_on,
           arg_min(d.statement_id, (d.occurred_on, d.entity_id)) AS decision
    FROM spell s LEFT JOIN decision d ON d.view_no = s.view_no AND d.occurred_on >= s.since
    GROUP BY s.view_no, s.since, s.entity_id, s.statement_id, s.kept_again_on),
latest AS (FROM acted QUALIFY row_number() OVER (PARTITION BY view_no ORDER BY since DESC, entity_id DESC) = 1),
to_answer AS (FROM latest WHERE coalesce(decided_on <= kept_again_on, kept_again_on IS NULL))
-- answer
SELECT view_no, coalesce(decided_on, day) - since AS numerator, $missed AS denominator, 0 AS missing,
       CASE WHEN watched THEN decided_on - since END AS value,
       CASE WHEN watched THEN coalesce(decided_on, day) - since END AS lower,
       CASE WHEN watched AND decided_on IS NOT NULL THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT watched THEN 'the appointments were missed before the record covered decisions'
            WHEN decided_on IS NULL THEN 'at least this many: nothing has been decided since' ELSE '' END AS reason
FROM (SELECT u.*, v.day, u.since >= c.covered_from AS watched
      FROM to_answer u JOIN view v USING (view_no) JOIN cover c ON c.view_no = u.view_no AND c.table_name = 'decision')
-- evidence
SELECT view_no, statement_id, 'missed' AS role FROM to_answer
UNION ALL
SELECT view_no, decision, 'next decision' FROM to_answer WHERE decision IS NOT NULL
-- spells
SELECT a.view_no, a.entity_id, a.statement_id, a.since AS started_on, greatest(a.since, c.covered_from) AS entered_on,
       least(decided_on, kept_again_on) AS ended_on,
       CASE WHEN decided_on <= coalesce(kept_again_on, decided_on) THEN 'decided'
            WHEN kept_again_on IS NOT NULL THEN 'kept again' ELSE '' END AS end_kind
FROM acted a JOIN cover c ON c.view_no = a.view_no AND c.table_name = 'decision'
