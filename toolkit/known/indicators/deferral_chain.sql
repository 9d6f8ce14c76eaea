-- name: deferral_chain
-- label: Decisions put off in a row
-- code: D17
-- family: tempo
-- aims at: purpose
-- question: How many times in a row was a decision put off, before anything was decided?
-- definition: The longest row of decisions that put off the decision (kind `put off decision`) with no other decision between
--   them, among the decisions of the last twelve months. The denominator is the number of decisions in that time; missing counts
--   those of no stated kind, which break a row. Two of one day follow each other by their identifiers. Where decisions were not
--   kept for all that time, it is at least this many. The waits run from the first of a row to the next decision of another kind.
-- unit: decisions
-- source: project definition (longest deferral chain)
-- parameters: months = 12 (how far back; a proposal)
-- tables: decision
-- reach: case
-- else: no decision was on record in that time
-- direction: higher is worse
-- flag: at least 2, a decision was put off twice in a row or more (a proposal of this project)
-- explained by: something that had to be known first, and the day by which it would be
-- misleads: a decision about something else breaks the row, as the record does not say which decision was put off
WITH placed AS (
    SELECT d.view_no, plain(d.kind) AS kind, count(*) FILTER (plain(d.kind) IS DISTINCT FROM 'put off decision') OVER (
               PARTITION BY d.view_no ORDER BY d.occurred_on, d.entity_id) AS chain
    FROM decision d JOIN view v USING (view_no) WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
watched AS (
    SELECT v.view_no, c.covered_from, c.covered_from <= CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) + 1 AS whole
    FROM view v JOIN cover c ON c.view_no = v.view_no AND c.table_name = 'decision'),
chains AS (
    SELECT view_no, chain, count(*) FILTER (kind = 'put off decision') AS times, count(*) AS decisions,
           count(*) FILTER (kind IS NULL) AS missing
    FROM placed GROUP BY view_no, chain)
SELECT k.view_no, max(times) AS numerator, sum(decisions) AS denominator, sum(missing) AS missing,
       CASE WHEN any_value(w.whole) THEN max(times) END AS value, max(times) AS lower,
       CASE WHEN any_value(w.whole) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN any_value(w.whole) THEN ''
           ELSE 'at least this many: the record covers decisions only from ' || any_value(w.covered_from) END AS reason
FROM chains k JOIN watched w USING (view_no) GROUP BY k.view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN plain(kind) = 'put off decision' THEN 'put off' ELSE 'decided' END AS role
FROM decision JOIN view USING (view_no) WHERE occurred_on > CAST(day - to_months(CAST($months AS INTEGER)) AS DATE)
-- spells
SELECT view_no, arg_min(entity_id, (occurred_on, entity_id)) AS entity_id,
       arg_min(statement_id, (occurred_on, entity_id)) AS statement_id, min(occurred_on) AS started_on,
       greatest(min(occurred_on), any_value(covered_from)) AS entered_on, any_value(decided_on) AS ended_on,
       CASE WHEN any_value(decided_on) IS NULL THEN '' ELSE 'decided' END AS end_kind
FROM (SELECT view_no, entity_id, statement_id, occurred_on, kind,
             count(*) FILTER (kind IS DISTINCT FROM 'put off decision') OVER (
                 PARTITION BY view_no ORDER BY occurred_on, entity_id) AS chain,
             min(occurred_on) FILTER (kind IS DISTINCT FROM 'put off decision') OVER (
                 PARTITION BY view_no ORDER BY occurred_on,
                     entity_id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS decided_on
      FROM (SELECT * REPLACE (plain(kind) AS kind) FROM decision))
JOIN (SELECT view_no, covered_from FROM cover WHERE table_name = 'decision') USING (view_no)
WHERE kind = 'put off decision' GROUP BY view_no, chain
