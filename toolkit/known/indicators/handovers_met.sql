-- name: handovers_met
-- label: Handovers after which the new worker met the family soon
-- code: D19
-- family: continuity
-- aims at: purpose
-- question: When the social worker changed, did the new one meet the child or the family within a working week?
-- definition: Of the changes of social worker in the last twelve months, the share after which a completed visit, or a contact
--   in person with the child or the family that is not said to have failed, by the new worker is on record on the day of the
--   change or within a number of working days after it. A change of which the last of these days is not over is left out and
--   counted as missing, met or not, as of these one would see the quick meetings alone; so is one from before the record covered
--   visits and contacts. Whether the worker before was there, and whether a handover note named every open goal, is kept in no
--   column of the record and is no part of it. The waits run from the change to the first such meeting, or to the next change.
-- unit: share
-- source: project definition (handover quality, as far as the record carries it)
-- parameters: months = 12 (how far back; a proposal); working_days = 5 (a working week; a proposal)
-- tables: involvement, visit, contact, case
-- reach: case
-- else: the case was closed on that day, or the worker did not change in that time or only lately
-- direction: lower is worse
-- flag: below 0.5, after most changes the new worker was not on record as having met the family in time (a proposal of this
--   project)
-- explained by: a family that was away, or a worker who had known it before
-- misleads: a short meeting is no handover; what the two workers told each other is not on record
-- shared
WITH met AS (
    SELECT view_no, statement_id, worker_id, occurred_on FROM visit WHERE outcome = 'completed'
    UNION ALL
    SELECT c.view_no, c.statement_id, c.worker_id, c.occurred_on
    FROM contact c LEFT JOIN word_group w ON w.list = 'contact outcome' AND w.in_group = 'not held' AND w.word = plain(c.outcome)
    WHERE c.channel = 'in person' AND c.kind IN ('with the child', 'with a parent or carer', 'family time') AND w.word IS NULL),
covered AS (
    SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('visit', 'contact') GROUP BY view_no),
waited AS (
    SELECT h.view_no, h.entity_id, h.statement_id, h.occurred_on, min(m.occurred_on) AS met_on,
           arg_min(m.statement_id, (m.occurred_on, m.statement_id)) AS meeting
    FROM worker_handover h
    LEFT JOIN met m ON m.view_no = h.view_no AND m.worker_id = h.worker_id AND m.occurred_on >= h.occurred_on
    GROUP BY h.view_no, h.entity_id, h.statement_id, h.occurred_on),
judged AS (
    SELECT w.*, coalesce(first_met.number - began.number <= $working_days, false) AS soon,
           today.number - began.number > $working_days AND w.occurred_on >= c.covered_from AS ripe
    FROM waited w JOIN view v USING (view_no) JOIN covered c USING (view_no)
    LEFT JOIN working_day began ON began.day = w.occurred_on
    LEFT JOIN working_day first_met ON first_met.day = w.met_on
    LEFT JOIN working_day today ON today.day = v.day
    WHERE w.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
-- answer
SELECT view_no, count(*) FILTER (soon AND ripe) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (soon AND ripe) / count(*) FILTER (ripe) AS value
FROM judged GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, 'change of worker' AS role FROM judged WHERE ripe
UNION ALL
SELECT view_no, meeting, 'first meeting after it' FROM judged WHERE ripe AND meeting IS NOT NULL
-- spells
WITH ended AS (
    SELECT *, lead(occurred_on) OVER (PARTITION BY view_no ORDER BY occurred_on, entity_id) AS next_on FROM waited)
SELECT e.view_no, e.entity_id, e.statement_id, e.occurred_on AS started_on, greatest(e.occurred_on, c.covered) AS entered_on,
       least(e.met_on, e.next_on) AS ended_on,
       CASE WHEN e.met_on <= coalesce(e.next_on, e.met_on) THEN 'met'
            WHEN e.next_on IS NOT NULL THEN 'the worker changed again' ELSE '' END AS end_kind
FROM ended e
JOIN (SELECT view_no, max(covered_from) AS covered FROM cover
      WHERE table_name IN ('involvement', 'visit', 'contact') GROUP BY view_no) c USING (view_no)
