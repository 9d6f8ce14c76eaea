-- Placements: runs of episodes in one place. A new legal status, a new label of the same placement, and a temporary stay
-- from which the child comes back to the same place, do not end one. While a temporary stay goes on, neither does it.
-- Short breaks are not placements. `until` is far in the future while the placement goes on.
WITH episode AS (
    SELECT p.case_id, p.statement_id, p.occurred_on AS started_on, p.ended_on, p.change, p.end_reason, p.change_reason,
           p.setting_id, p.placement_type, p.provider,
           p.placement_type IN (SELECT code FROM code_group WHERE list IN ('PLACE', 'afcars') AND name = 'temporary') AS temporary,
           row_number() OVER (PARTITION BY p.case_id ORDER BY p.occurred_on, p.ended_on NULLS LAST, p.statement_id) AS number
    FROM fact_placement p WHERE NOT coalesce(p.short_break, false)),
proper AS (
    SELECT *, lag(number) OVER w AS number_before, lag(change_reason) OVER w AS reason_before, lag(setting_id) OVER w AS setting_before,
           lag(placement_type) OVER w AS type_before, lag(provider) OVER w AS provider_before
    FROM episode WHERE NOT coalesce(temporary, false) WINDOW w AS (PARTITION BY case_id ORDER BY number)),
begun AS (
    SELECT *, CASE
        WHEN number_before IS NULL THEN 1
        WHEN change IN (SELECT code FROM code_group WHERE list = 'RNE' AND name = 'start') THEN 1
        WHEN number - number_before > 1 AND coalesce(setting_id = setting_before,
             placement_type = type_before AND provider IS NOT DISTINCT FROM provider_before) THEN 0
        WHEN change NOT IN (SELECT code FROM code_group WHERE list = 'RNE' AND name = 'placement_change') THEN 0
        WHEN reason_before IN (SELECT code FROM code_group WHERE list = 'REASON_PLACE_CHANGE' AND name = 'status_only') THEN 0
        ELSE 1 END AS is_new
    FROM proper),
numbered AS (
    SELECT *, sum(is_new) OVER (PARTITION BY case_id ORDER BY number) AS stay_number FROM begun),
stays AS (
    SELECT case_id, stay_number, min(started_on) AS started_on, min_by(placement_type, number) AS first_type,
           max_by(ended_on IS NULL, number) AS goes_on,
           CASE WHEN NOT max_by(ended_on IS NULL, number) THEN max_by(ended_on, number) END AS ended_on,
           max_by(coalesce(end_reason, ''), number) AS end_reason, max_by(coalesce(change_reason, ''), number) AS change_reason, max(number) AS last_number
    FROM numbered GROUP BY case_id, stay_number),
away AS (
    SELECT case_id, max(number) AS number FROM episode WHERE temporary AND ended_on IS NULL GROUP BY case_id),
ended AS (
    SELECT s.*, lead(s.started_on) OVER (PARTITION BY s.case_id ORDER BY s.stay_number) AS next_on, a.number IS NOT NULL AS is_away
    FROM stays s LEFT JOIN away a ON a.case_id = s.case_id AND a.number > s.last_number)
SELECT e.case_id, e.started_on, coalesce(CASE WHEN e.next_on IS NULL AND e.is_away THEN NULL ELSE e.ended_on END, e.next_on) AS ended_on,
       coalesce(CASE WHEN e.next_on IS NULL AND e.is_away THEN NULL ELSE e.ended_on END, e.next_on, DATE '9999-12-31') AS until,
       e.end_reason, e.change_reason, e.first_type,
       CASE WHEN e.end_reason IN (SELECT code FROM code_group WHERE list IN ('REC', 'afcars') AND name = 'final') THEN 'left care: ' || r.label
            ELSE 'moved, ' || CASE
                WHEN e.change_reason IN (SELECT code FROM code_group WHERE list = 'REASON_PLACE_CHANGE' AND name = 'unplanned') THEN 'unplanned: '
                WHEN e.change_reason IN (SELECT code FROM code_group WHERE list = 'REASON_PLACE_CHANGE' AND name = 'planned') THEN 'planned: '
                ELSE 'neither planned nor unplanned: ' END || coalesce(c.label, 'reason not recorded')
       END AS detail
FROM ended e
LEFT JOIN code_label r ON r.list IN ('REC', 'afcars') AND r.code = e.end_reason
LEFT JOIN code_label c ON c.list = 'REASON_PLACE_CHANGE' AND c.code = e.change_reason
