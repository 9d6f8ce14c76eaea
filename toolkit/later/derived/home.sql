-- Where a child in care lived, one row an episode, temporary stays and short breaks left out: with the same carers, or in the
-- same residential setting. The number of a fostering agency is no home. `home` is null where the record does not say.
SELECT p.case_id, p.occurred_on AS started_on, coalesce(p.ended_on, DATE '9999-12-31') AS until, CASE
           WHEN p.carer_id <> '' THEN 'carers ' || p.carer_id
           WHEN p.setting_id <> '' AND r.code IS NOT NULL THEN 'setting ' || p.setting_id END AS home
FROM fact_placement p
LEFT JOIN (SELECT DISTINCT code FROM code_group WHERE list IN ('PLACE', 'afcars') AND name = 'residential') r ON r.code = p.placement_type
LEFT JOIN (SELECT DISTINCT code FROM code_group WHERE list IN ('PLACE', 'afcars') AND name = 'temporary') t ON t.code = p.placement_type
WHERE t.code IS NULL AND NOT coalesce(p.short_break, false)
