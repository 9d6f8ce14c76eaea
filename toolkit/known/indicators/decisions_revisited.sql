-- name: decisions_revisited
-- label: Decisions looked at again
-- family: decisions
-- aims at: purpose
-- question: How many decisions did a later decision, supervision or assessment look at again?
-- definition: Of the decisions of the last twelve months that are at least 90 days old, the share that a later decision,
--   supervision or assessment cites. Newer ones count as missing; so do those from before the record covered decisions,
--   supervisions and assessments.
-- unit: share
-- source: project definition (reflective practice: decisions revisited)
-- parameters: days = 90 (after which it can have been looked at, a proposal of this project); months = 12 (how far back; a
--   proposal of this project)
-- tables: decision, supervision, assessment
-- reach: case
-- direction: lower is worse
-- else: no decision of that age was made in the last twelve months
-- explained by: decisions that were carried out at once, so that there was nothing to look at again
-- misleads: a decision that was looked at again and not cited does not show
-- shared
WITH covered AS (
    SELECT view_no, max(covered_from) AS covered_from FROM cover
    WHERE table_name IN ('decision', 'supervision', 'assessment') GROUP BY view_no),
old AS (
    SELECT d.view_no, d.entity_id, d.statement_id, d.occurred_on,
           v.day - d.occurred_on >= $days AND d.occurred_on >= c.covered_from AS ripe
    FROM decision d JOIN view v USING (view_no) JOIN covered c USING (view_no)
    WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
looked AS (
    SELECT view_no, occurred_on, unnest(string_split(cites, ' ')) AS names
    FROM (SELECT view_no, occurred_on, cites FROM decision UNION ALL SELECT view_no, occurred_on, cites FROM supervision
          UNION ALL SELECT view_no, occurred_on, cites FROM assessment)
    WHERE cites IS NOT NULL),
again AS (
    SELECT o.view_no, o.entity_id, o.statement_id, o.ripe, coalesce(bool_or(l.occurred_on > o.occurred_on), false) AS again
    FROM old o LEFT JOIN looked l ON l.view_no = o.view_no AND l.names = o.entity_id
    GROUP BY o.view_no, o.entity_id, o.statement_id, o.ripe)
-- answer
SELECT view_no, count(*) FILTER (ripe AND again) AS numerator, count(*) FILTER (ripe) AS denominator,
       count(*) FILTER (NOT ripe) AS missing, count(*) FILTER (ripe AND again) / count(*) FILTER (ripe) AS value
FROM again GROUP BY view_no HAVING count(*) FILTER (ripe) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN again THEN 'revisited' ELSE 'not revisited' END AS role FROM again WHERE ripe
