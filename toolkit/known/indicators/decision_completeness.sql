-- name: decision_completeness
-- label: What decisions have on record beside the choice
-- code: D24
-- family: decisions
-- aims at: purpose
-- question: How much of what belongs to a decision is on record: other options, what is uncertain, and who saw it otherwise?
-- definition: Over the decisions of the last twelve months, the mean number on record of three parts: two different options
--   or more (parted by | or by a semicolon), what is uncertain, and dissent or the family's view. Benefits, harms and
--   likelihood have no column of their own and are no part of it. What is not on record counts as absent. The numerator is the
--   number of parts and the denominator that of decisions; missing counts decisions with none of the three.
-- unit: of three
-- source: project definition (completeness of the record of decisions, as far as the record carries it)
-- parameters: months = 12 (how far back; a proposal)
-- tables: decision
-- reach: case
-- else: no decision was on record in that time
-- direction: lower is worse
-- flag: below 2, decisions have on record fewer than two of the three on average (a proposal of this project)
-- explained by: a decision that left no choice, such as an order of a court
-- misleads: nobody on record as disagreeing may mean that nobody did; a form that fills itself is complete; it says nothing of
--   any person
-- shared
WITH recent AS (
    SELECT d.view_no, d.statement_id,
           coalesce(len(list_distinct(list_transform(regexp_split_to_array(d.options, '[|;]'), lambda o: plain(o)))) >= 2, false)
               AS options,
           trim(coalesce(d.uncertainty, '')) <> '' AS unsure, trim(coalesce(d.dissent, '')) <> '' AS dissent
    FROM decision d JOIN view v USING (view_no) WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
-- answer
WITH part AS (
    SELECT view_no, CAST(options AS INTEGER) + CAST(unsure AS INTEGER) + CAST(dissent AS INTEGER) AS parts FROM recent)
SELECT view_no, sum(parts) AS numerator, count(*) AS denominator, count(*) FILTER (parts = 0) AS missing,
       sum(parts) / count(*) AS value
FROM part GROUP BY view_no
-- evidence
SELECT view_no, statement_id,
       'with ' || coalesce(nullif(concat_ws(', ', CASE WHEN options THEN 'options' END, CASE WHEN unsure THEN 'uncertainty' END,
           CASE WHEN dissent THEN 'dissent' END), ''), 'none of the three') AS role
FROM recent
