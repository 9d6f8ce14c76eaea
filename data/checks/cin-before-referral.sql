-- words: {what} before the referral (CIN census {rule})
-- severity: warning
-- each: before_referral.csv
-- column: occurred_on
-- needs: referral.occurred_on
-- todo: look up both days and correct the wrong one
-- source: CIN census validation rules 1103, 1104, 1105, 2889 and 4015
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x JOIN opening o ON o.case_id = x.case_id
WHERE {which} AND o.surely AND x.occurred_on < o.opened_on
