-- words: a case was closed with a section 47 enquiry that was not finished (CIN census 8868)
-- severity: warning
-- over: assessment
-- column: ended_on
-- needs: case.ended_on
-- todo: state its conference, or that none was needed
-- source: CIN census validation rule 8868
SELECT a.entity_id, a.statement_id, a.occurred_on AS day FROM {now} a
JOIN (SELECT case_id, max(ended_on) AS closed_on FROM case_now GROUP BY case_id HAVING count(ended_on) = count(*)) c ON c.case_id = a.case_id
WHERE a.ended_on IS NULL AND a.outcome IS NULL AND a.occurred_on <= c.closed_on AND a.kind = 'section 47 enquiry'
