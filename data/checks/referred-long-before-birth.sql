-- words: referred more than {limit pregnancy_days} days before birth
-- severity: warning
-- over: referral
-- column: occurred_on
-- needs: child.born_on
-- todo: mend the date of birth, or the day of the referral
-- source: CIN census validation rule 8606: 40 weeks
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x JOIN birth b ON b.case_id = x.case_id
WHERE x.occurred_on < b.born_on - INTERVAL {limit pregnancy_days} DAY
