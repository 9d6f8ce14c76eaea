-- words: factors are stated for an assessment that was not finished (CIN census 8614)
-- severity: warning
-- over: assessment
-- column: factors
-- needs: assessment.factors
-- todo: finish it, or take the factors out
-- source: CIN census validation rule 8614
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE factors IS NOT NULL AND ended_on IS NULL
