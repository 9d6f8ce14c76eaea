-- name: assessments_from_three_sources
-- label: Assessments that rest on three sources
-- family: decisions
-- aims at: purpose
-- question: How many assessments rest on what three or more different people or agencies said or saw?
-- definition: Of the assessments finished in the last twelve months, the share that cites information, visits or contacts of at
--   least three different informants; capital letters make no other one. An assessment that cites nothing, or that would rest on
--   so many if all that it cites said who the informant was, counts as missing: as not in the value and the lower bound, as one in
--   the upper. Where none cites anything, what they rest on is not recorded.
-- unit: share
-- source: project definition (assessment: triangulation of sources)
-- parameters: sources = 3 (different informants; a proposal of this project); months = 12 (how far back; a proposal of this
--   project)
-- tables: assessment, information, visit, contact
-- reach: case
-- direction: lower is worse
-- else: no assessment was finished in the last twelve months
-- explained by: a short assessment of one plain matter, or people and agencies who were asked and did not answer
-- misleads: three who heard it from one another are one source
-- shared
WITH cited AS (
    SELECT a.view_no, a.entity_id, a.statement_id, a.cites, unnest(coalesce(string_split(a.cites, ' '), [NULL])) AS names
    FROM assessment a JOIN view v USING (view_no) WHERE a.ended_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
told AS (
    SELECT view_no, entity_id, plain_role(informant) AS informant FROM information
    UNION ALL SELECT view_no, entity_id, plain_role(informant) FROM visit
    UNION ALL SELECT view_no, entity_id, plain_role(informant) FROM contact),
source AS (
    SELECT c.view_no, c.entity_id, c.statement_id, c.cites, count(DISTINCT t.informant) AS sources,
           c.cites IS NULL OR count(DISTINCT t.informant) < $sources AND count(DISTINCT t.informant)
               + count(DISTINCT t.entity_id) FILTER (t.informant IS NULL) >= $sources AS unsaid
    FROM cited c LEFT JOIN told t ON t.view_no = c.view_no AND t.entity_id = c.names
    GROUP BY c.view_no, c.entity_id, c.statement_id, c.cites)
-- answer
SELECT view_no, count(*) FILTER (sources >= $sources) AS numerator, count(*) AS denominator,
       count(*) FILTER (unsaid) AS missing,
       count(*) FILTER (sources >= $sources) / count(*) AS value, count(*) FILTER (sources >= $sources) / count(*) AS lower,
       count(*) FILTER (sources >= $sources OR unsaid) / count(*) AS upper,
       CASE WHEN count(cites) = 0 THEN 'not recorded' ELSE 'ok' END AS status,
       CASE WHEN count(cites) = 0 THEN 'the record says of none of these assessments what it rests on' ELSE '' END AS reason
FROM source GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN cites IS NULL THEN 'cites nothing' ELSE sources || ' sources' END AS role FROM source
QUALIFY count(cites) OVER (PARTITION BY view_no) > 0
