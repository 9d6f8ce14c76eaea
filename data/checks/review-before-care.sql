-- words: a review of a looked after child before the child came into care
-- severity: error
-- over: review
-- column: occurred_on
-- needs: placement.occurred_on review.kind
-- covered: placement
-- todo: mend the day, or add the earlier episode of care
-- source: by definition
SELECT r.entity_id, r.statement_id, r.occurred_on AS day FROM {now} r
JOIN (SELECT case_id, min(occurred_on) AS first_on, count(*) FILTER (occurred_precision = 'on or before') AS unsure
      FROM placement_now WHERE occurred_on IS NOT NULL GROUP BY case_id) p ON p.case_id = r.case_id
WHERE r.kind = 'looked after review' AND p.unsure = 0 AND r.occurred_on < p.first_on
  AND r.occurred_on >= (SELECT covered_from FROM cover WHERE table_name = 'placement')
