-- name: family_brought_information
-- label: Information that the family brought
-- code: R8
-- family: relationship
-- aims at: purpose
-- question: How much of what came to our knowledge did the child or the family bring?
-- definition: Of the information first recorded in the last twelve months, the share whose informant is the child or somebody
--   of the family. Information without an informant counts as missing, and as brought by others.
-- unit: share
-- source: project definition (disclosure)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: information
-- reach: case
-- direction: lower is worse
-- else: no information was recorded in the last twelve months
-- explained by: a young child, or a family that is only now beginning to trust those who ask
-- misleads: what was volunteered and what was asked for are not told apart on record
-- shared
WITH told AS (
    SELECT i.view_no, i.statement_id, i.informant, w.word IS NOT NULL AS of_family
    FROM information i JOIN view v USING (view_no)
    JOIN (SELECT view_no, entity_id, min(recorded_on) AS first_on FROM information_versions GROUP BY view_no, entity_id) e
        USING (view_no, entity_id)
    LEFT JOIN word_group w ON w.list = 'informant' AND w.in_group = 'family' AND w.word = plain_role(i.informant)
    WHERE e.first_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE))
-- answer
SELECT view_no, count(*) FILTER (of_family) AS numerator, count(*) AS denominator,
       count(*) FILTER (plain(informant) IS NULL) AS missing, count(*) FILTER (of_family) / count(*) AS value
FROM told GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN plain(informant) IS NULL THEN 'not said by whom' WHEN of_family THEN 'from the family'
           ELSE 'from others' END AS role
FROM told
