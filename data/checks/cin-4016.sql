-- words: a child in need plan was open while there was a child protection plan (CIN census 4001, 4016 and 4017)
-- severity: warning
-- over: plan
-- column: kind
-- needs: plan.kind
-- todo: end the child in need plan on the day on which the child protection plan began
-- source: CIN census validation rules 4001, 4016 and 4017
SELECT n.entity_id, n.statement_id, n.occurred_on AS day
FROM (SELECT *, coalesce(ended_on, DATE '9999-12-31') AS until FROM {now} WHERE kind = 'child in need plan' AND occurred_on <= (SELECT last_day FROM ending)) n
ASOF JOIN (SELECT case_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) OVER (PARTITION BY case_id ORDER BY occurred_on) AS until
    FROM plan_now WHERE kind = 'child protection plan' AND occurred_on <= (SELECT last_day FROM ending)) p ON p.case_id = n.case_id AND p.occurred_on < n.until
WHERE p.until > n.occurred_on
