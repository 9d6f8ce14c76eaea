-- words: a section 47 enquiry without any assessment (CIN census 2991Q)
-- severity: warning
-- over: assessment
-- column: kind
-- needs: assessment.kind
-- todo: add the assessment
-- source: CIN census validation rule 2991Q
SELECT entity_id, statement_id, occurred_on AS day FROM {now}
WHERE kind = 'section 47 enquiry' AND case_id NOT IN (SELECT case_id FROM assessment WHERE kind = 'assessment' AND case_id IS NOT NULL)
