-- words: a case was closed because the child died, and no date of death is on record
-- severity: warning
-- over: case
-- column: end_reason
-- needs: case.end_reason
-- todo: fill in died_on, or mend the reason
-- source: CIN census validation rule 8585Q
SELECT x.entity_id, x.statement_id, x.ended_on AS day FROM {now} x LEFT JOIN birth b ON b.case_id = x.case_id
WHERE x.end_reason IN ('died', 'RC2') AND b.died_on IS NULL
