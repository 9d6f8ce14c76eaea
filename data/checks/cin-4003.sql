-- words: a child protection review while a child in need plan was open and no child protection plan (CIN census 4003)
-- severity: warning
-- over: review
-- column: occurred_on
-- needs: plan.kind review.kind
-- todo: look up the plans of that day
-- source: CIN census validation rule 4003
SELECT r.entity_id, r.statement_id, r.occurred_on AS day FROM {now} r
ASOF JOIN (SELECT case_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) OVER (PARTITION BY case_id ORDER BY occurred_on) AS until
    FROM plan_now WHERE kind = 'child in need plan' AND occurred_on <= (SELECT last_day FROM ending)) n ON n.case_id = r.case_id AND n.occurred_on < r.occurred_on
ASOF LEFT JOIN (SELECT case_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) OVER (PARTITION BY case_id ORDER BY occurred_on) AS until
    FROM plan_now WHERE kind = 'child protection plan' AND occurred_on <= (SELECT last_day FROM ending)) p ON p.case_id = r.case_id AND p.occurred_on <= r.occurred_on
WHERE r.kind = 'child protection review' AND n.until > r.occurred_on AND (p.until IS NULL OR p.until < r.occurred_on)
