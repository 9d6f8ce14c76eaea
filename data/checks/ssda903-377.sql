-- words: more than {limit temporary_holidays} placements for a carer's holiday in twelve months (SSDA903 377)
-- severity: warning
-- over: placement
-- column: placement_type
-- needs: placement.placement_type
-- todo: mend the type: so many are no holidays
-- source: SSDA903 validation rule 377 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM (
    SELECT entity_id, statement_id, occurred_on, count(*) OVER (PARTITION BY case_id ORDER BY occurred_on
        RANGE BETWEEN INTERVAL 1 YEAR PRECEDING AND CURRENT ROW) AS n
    FROM {now} WHERE placement_type = 'T3' AND occurred_on IS NOT NULL
) WHERE n > {limit temporary_holidays}
