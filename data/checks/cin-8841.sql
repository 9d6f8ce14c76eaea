-- words: a child protection review on or before the day on which the plan started, or after it ended (CIN census 8841)
-- severity: warning
-- over: review
-- column: occurred_on
-- needs: plan.occurred_on review.kind
-- todo: look up both days and correct the wrong one
-- source: CIN census validation rule 8841
SELECT r.entity_id, r.statement_id, r.occurred_on AS day FROM {now} r
ASOF LEFT JOIN (SELECT case_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) OVER (PARTITION BY case_id ORDER BY occurred_on) AS until
    FROM plan_now WHERE kind = 'child protection plan' AND occurred_on <= (SELECT last_day FROM ending)) p ON p.case_id = r.case_id AND p.occurred_on < r.occurred_on
WHERE r.kind = 'child protection review' AND r.occurred_on IS NOT NULL AND r.case_id IN (SELECT case_id FROM plan_now WHERE kind = 'child protection plan')
  AND (p.until IS NULL OR p.until < r.occurred_on)
