-- words: more than {limit respite_days} days of short breaks in twelve months (SSDA903 367)
-- severity: warning
-- over: legal
-- column: ended_on
-- needs: legal.legal_status
-- todo: look up the breaks: so much is no short break
-- source: SSDA903 validation rule 367 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM (
    SELECT entity_id, statement_id, occurred_on, sum(ended_on - occurred_on) OVER (PARTITION BY case_id ORDER BY occurred_on
        RANGE BETWEEN INTERVAL 1 YEAR PRECEDING AND CURRENT ROW) AS days
    FROM {now} WHERE legal_status = 'V3' AND occurred_on IS NOT NULL AND ended_on IS NOT NULL
) WHERE days > {limit respite_days}
