-- words: care ended, and a time missing goes on (SSDA903 577)
-- severity: warning
-- over: missing
-- column: ended_on
-- needs: placement.ended_on
-- todo: end it
-- source: SSDA903 validation rule 577 (2024/25 edition)
SELECT m.entity_id, m.statement_id, m.occurred_on AS day FROM {now} m
JOIN (SELECT case_id, bool_and(ended_on IS NOT NULL) AS over, max(ended_on) AS out_on FROM care_episode WHERE NOT short_break GROUP BY case_id) c ON c.case_id = m.case_id
WHERE m.ended_on IS NULL AND c.over AND m.occurred_on <= c.out_on
