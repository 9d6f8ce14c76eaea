-- words: a case was closed after assessment, and there is no assessment (CIN census 8825Q)
-- severity: warning
-- over: case
-- column: end_reason
-- needs: case.end_reason assessment.kind
-- todo: add the assessment, or mend the reason
-- source: CIN census validation rule 8825Q
SELECT entity_id, statement_id, ended_on AS day FROM {now}
WHERE (end_reason IN ('RC8', 'RC9') OR end_reason IN (SELECT label FROM code WHERE list = 'ReasonForClosure' AND code IN ('RC8', 'RC9')))
  AND case_id NOT IN (SELECT case_id FROM assessment WHERE case_id IS NOT NULL)
