-- name: restarts_without_history
-- label: New starts that cite nothing of the time before
-- code: D20
-- family: continuity
-- aims at: purpose
-- question: How often was this case begun again as if nothing had gone before?
-- definition: Assessments, child in need plans, child protection plans and care plans that began in the last twelve months, where
--   one of the same kind had ended in this case by the day on which they began, and of these the number that cite nothing that the
--   record holds from before that day. The window begins after the same date a year ago and ends with the day of the view. The
--   denominator is the number of such new starts. Where no assessment and no plan of the case cites anything, citing may not be
--   recorded at all, and nothing is said but how many new starts there were.
-- unit: new starts
-- source: Brandon and others 2008, Analysing child deaths and serious injury through abuse and neglect (start again
--   syndrome); project (counted by what is cited)
-- parameters: months = 12 (length of the window; a proposal)
-- tables: assessment, plan
-- also: need, goal, action, information, decision, review, visit, status, incident
-- reach: case
-- direction: higher is worse
-- flag: at least 1, begun again without a word of what had gone before (project)
-- else: nothing of a kind that had been before was begun in that time
-- explained by: a new worry that has nothing to do with the old ones
-- misleads: history may be in the text without being cited
-- shared
WITH begun AS (
    SELECT view_no, kind, entity_id, statement_id, occurred_on, ended_on, plain(cites) IS NOT NULL AS citing, cites
    FROM assessment WHERE kind = 'assessment'
    UNION ALL SELECT view_no, kind, entity_id, statement_id, occurred_on, ended_on, plain(cites) IS NOT NULL, cites FROM plan
    WHERE kind IN ('child in need plan', 'child protection plan', 'care plan')),
again AS (
    SELECT b.view_no, b.entity_id, b.statement_id, b.occurred_on, b.cites FROM begun b JOIN view v USING (view_no)
    SEMI JOIN begun e ON e.view_no = b.view_no AND e.kind = b.kind AND e.entity_id <> b.entity_id AND e.ended_on <= b.occurred_on
    WHERE b.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)),
before AS (
    SELECT view_no, entity_id, occurred_on FROM begun
    UNION ALL SELECT view_no, entity_id, occurred_on FROM need UNION ALL SELECT view_no, entity_id, occurred_on FROM goal
    UNION ALL SELECT view_no, entity_id, occurred_on FROM action UNION ALL SELECT view_no, entity_id, occurred_on FROM information
    UNION ALL SELECT view_no, entity_id, occurred_on FROM decision UNION ALL SELECT view_no, entity_id, occurred_on FROM review
    UNION ALL SELECT view_no, entity_id, occurred_on FROM visit UNION ALL SELECT view_no, entity_id, occurred_on FROM status
    UNION ALL SELECT view_no, entity_id, occurred_on FROM incident),
looked_back AS (
    SELECT DISTINCT c.view_no, c.entity_id
    FROM (SELECT view_no, entity_id, occurred_on, unnest(string_split(cites, ' ')) AS cited FROM again) c
    JOIN before p ON p.view_no = c.view_no AND p.entity_id = c.cited AND p.occurred_on < c.occurred_on),
started AS (
    SELECT a.view_no, a.statement_id, l.entity_id IS NULL AS afresh FROM again a LEFT JOIN looked_back l USING (view_no, entity_id))
-- answer
WITH counted AS (
    SELECT s.view_no, count(*) FILTER (s.afresh) AS afresh, count(*) AS starts, any_value(c.citing) AS citing
    FROM started s JOIN (SELECT view_no, bool_or(citing) AS citing FROM begun GROUP BY view_no) c USING (view_no)
    GROUP BY s.view_no)
SELECT view_no, afresh AS numerator, starts AS denominator, 0 AS missing, CASE WHEN citing THEN afresh END AS value,
       CASE WHEN citing THEN afresh ELSE 0 END AS lower, CASE WHEN citing THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN citing THEN ''
            ELSE 'new starts: ' || starts || '; no assessment and no plan of this case cites anything' END AS reason
FROM counted
-- evidence
SELECT view_no, statement_id, CASE WHEN afresh THEN 'cites nothing of the time before' ELSE 'cites the time before' END AS role
FROM started
