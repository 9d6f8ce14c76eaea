-- words: a time missing began before the child came into care (SSDA903 581)
-- severity: warning
-- over: missing
-- column: occurred_on
-- needs: placement.occurred_on
-- todo: look up both days; missing from home is no time missing from care
-- source: SSDA903 validation rule 581 (2024/25 edition)
SELECT m.entity_id, m.statement_id, m.occurred_on AS day
FROM {now} m ASOF LEFT JOIN (SELECT case_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) OVER (PARTITION BY case_id ORDER BY occurred_on) AS until
    FROM care_episode) c ON c.case_id = m.case_id AND c.occurred_on <= m.occurred_on
WHERE m.occurred_on IS NOT NULL AND m.case_id IN (SELECT case_id FROM care_episode) AND c.until IS NULL
