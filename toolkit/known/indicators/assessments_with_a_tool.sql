-- name: assessments_with_a_tool
-- label: Assessments with a tool
-- family: decisions
-- aims at: purpose
-- question: In how many assessments was a questionnaire, scale or other instrument used?
-- definition: Of the assessments (those of no stated kind too; no enquiries, expert or early help assessments) finished in the
--   last twelve months, the share between whose first and last day a measurement with a named instrument is on record for the
--   case. Those that began before the record covered measurements count as missing. Whether a tool was filled in whole is not on
--   record.
-- unit: share
-- source: project definition (no standard assessment framework); whether structure improves decisions is a question, not a
--   premise (Bartelink and others 2014, Child and Youth Care Forum 43)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: assessment, measure
-- reach: case
-- direction: neither
-- else: no assessment was finished in the last twelve months, or none began after the record covered measurements
-- explained by: no instrument that fits the question, or one that was kept outside the record
-- misleads: a tool can be filled in and not used
-- shared
WITH done AS (
    SELECT a.view_no, a.entity_id, a.statement_id, a.occurred_on, a.ended_on, a.occurred_on >= c.covered_from AS watched
    FROM assessment a JOIN view v USING (view_no) JOIN cover c ON c.view_no = a.view_no AND c.table_name = 'measure'
        WHERE coalesce(a.kind, 'assessment') = 'assessment'
            AND a.ended_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
tool AS (
    SELECT d.view_no, d.entity_id, d.statement_id, d.watched, coalesce(bool_or(m.occurred_on BETWEEN d.occurred_on
        AND d.ended_on), false) AS used
    FROM done d LEFT JOIN measure m ON m.view_no = d.view_no AND plain(m.instrument) IS NOT NULL
    GROUP BY d.view_no, d.entity_id, d.statement_id, d.watched)
-- answer
SELECT view_no, count(*) FILTER (watched AND used) AS numerator, count(*) FILTER (watched) AS denominator,
       count(*) FILTER (NOT watched) AS missing, count(*) FILTER (watched AND used) / count(*) FILTER (watched) AS value
FROM tool GROUP BY view_no HAVING count(*) FILTER (watched) > 0
-- evidence
SELECT view_no, statement_id, CASE WHEN used THEN 'with a tool' ELSE 'without one' END AS role FROM tool WHERE watched
