-- words: a case was closed with an assessment that was not finished (CIN census 8867)
-- severity: warning
-- over: assessment
-- column: ended_on
-- needs: case.ended_on
-- todo: finish it, or open the case again
-- source: CIN census validation rule 8867
SELECT a.entity_id, a.statement_id, a.occurred_on AS day FROM {now} a
JOIN (SELECT case_id, max(ended_on) AS closed_on FROM case_now GROUP BY case_id HAVING count(ended_on) = count(*)) c ON c.case_id = a.case_id
WHERE a.ended_on IS NULL AND a.occurred_on <= c.closed_on AND a.kind = 'assessment'
