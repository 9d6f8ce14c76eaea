-- words: work begun after the case was closed, and before it was opened again
-- severity: warning
-- over: assessment, plan, review, visit, meeting, decision, supervision
-- column: occurred_on
-- needs: case.ended_on
-- todo: mend the day, or add the spell in which the case was open again
-- source: CIN census validation rule 8565 (activity after a case has been closed)
SELECT x.entity_id, x.statement_id, x.occurred_on AS day
FROM {now} x ASOF JOIN (SELECT case_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) AS until
    FROM (SELECT case_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) OVER (PARTITION BY case_id ORDER BY occurred_on) AS ended_on
          FROM case_now WHERE occurred_on IS NOT NULL) GROUP BY ALL) c
  ON c.case_id = x.case_id AND c.occurred_on <= x.occurred_on
WHERE c.until < x.occurred_on AND CAST(x.recorded_at AS DATE) >= x.occurred_on
