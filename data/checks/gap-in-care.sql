-- words: days between two episodes of care, while the child was looked after all the time
-- severity: warning
-- over: placement
-- column: occurred_on
-- needs: placement.ended_on status.kind
-- todo: add what lies between, or end the time of being looked after
-- source: by definition
SELECT e.entity_id, e.statement_id, e.ended_on AS day FROM care_episode e
ASOF JOIN (SELECT case_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) OVER (PARTITION BY case_id ORDER BY occurred_on) AS until
    FROM status_now WHERE kind = 'looked after' AND occurred_on IS NOT NULL) s ON s.case_id = e.case_id AND s.occurred_on <= e.ended_on
WHERE NOT e.short_break AND e.next_on > e.ended_on AND s.until >= e.next_on
