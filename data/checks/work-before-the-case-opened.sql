-- words: work was done before the case was opened
-- severity: warning
-- over: visit, plan, review, meeting, supervision, service, action, goal
-- column: occurred_on
-- needs: case.occurred_on
-- todo: mend the day, or add the spell in which the case was open then
-- source: by definition; a referral opens a case for this
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x JOIN opening o ON o.case_id = x.case_id
WHERE o.surely AND x.occurred_on < o.opened_on
