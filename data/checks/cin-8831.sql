-- words: work is on record for a child whose only referral led to no further action (CIN census 8831, 8832 and 4000)
-- severity: warning
-- over: assessment, plan
-- column: case_id
-- needs: referral.outcome
-- todo: mend the outcome of the referral, or add the one that led to the work
-- source: CIN census validation rules 8831, 8832 and 4000
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x
JOIN (SELECT case_id, min(occurred_on) AS first_on FROM referral_now GROUP BY case_id HAVING count(*) FILTER (outcome = 'no further action') = count(*)) r ON r.case_id = x.case_id
WHERE x.occurred_on >= r.first_on AND x.case_id NOT IN (SELECT case_id FROM case_now WHERE case_id IS NOT NULL)
