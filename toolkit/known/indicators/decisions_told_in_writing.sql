-- name: decisions_told_in_writing
-- label: Decisions that the family had in writing soon
-- code: R4
-- family: relationship
-- aims at: timeliness
-- question: After how many decisions did the child or a parent get something in writing within a week?
-- definition: Of the decisions of the last twelve months that are at least some working days old, the share after which a
--   letter or a message to the child, a parent or a carer is on record, on the day of the decision or within those working
--   days. Newer decisions, and those from before the record covered contacts, count as missing. What the letter said is not on
--   record.
-- unit: share
-- source: project definition (transparency: reasons in writing to the family)
-- parameters: working_days = 5 (within which; a proposal of this project); months = 12 (how far back; a proposal of this
--   project)
-- tables: decision, contact
-- reach: case
-- direction: lower is worse
-- else: no decision of that age was made in the last twelve months, or none after the record began to cover contacts
-- explained by: a family that was told in person in words that it reads better, or that asked for no letters
-- misleads: a letter in those days may be about something else; a good talk does not show
-- shared
WITH due AS (
    SELECT d.view_no, d.entity_id, d.statement_id, d.occurred_on, w.number,
           today.number - w.number >= $working_days AND d.occurred_on >= c.covered_from AS ripe
    FROM decision d JOIN view v USING (view_no) JOIN cover c ON c.view_no = d.view_no AND c.table_name = 'contact'
    JOIN working_day w ON w.day = d.occurred_on JOIN working_day today ON today.day = v.day
    WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
letter AS (
    SELECT c.view_no, c.statement_id, c.occurred_on, w.number
    FROM contact c JOIN working_day w ON w.day = c.occurred_on
    JOIN word_group g ON g.list = 'contact channel' AND g.in_group = 'in writing' AND g.word = plain(c.channel)
    WHERE c.kind IN ('with the child', 'with a parent or carer'))
-- answer
WITH told AS (
    SELECT d.view_no, d.entity_id, d.ripe, coalesce(bool_or(l.number <= d.number + $working_days), false) AS told
    FROM due d LEFT JOIN letter l ON l.view_no = d.view_no AND l.occurred_on >= d.occurred_on
    GROUP BY ALL)
SELECT view_no, count(*) FILTER (ripe AND told) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND told) / count(*) FILTER (ripe) AS value
FROM told GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, 'decision' AS role FROM due WHERE ripe
UNION ALL
SELECT d.view_no, l.statement_id, 'in writing'
FROM due d JOIN letter l ON l.view_no = d.view_no AND l.occurred_on >= d.occurred_on AND l.number <= d.number + $working_days
WHERE d.ripe
