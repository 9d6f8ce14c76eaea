-- words: a decision was made before the case was opened
-- severity: error
-- over: decision
-- column: occurred_on
-- needs: case.occurred_on
-- todo: mend the day of the decision, or add the spell in which the case was open then
-- source: by definition; a referral opens a case for this
SELECT d.entity_id, d.statement_id, d.occurred_on AS day FROM {now} d JOIN opening o ON o.case_id = d.case_id
WHERE o.surely AND d.occurred_on < o.opened_on
