-- Episodes of care as the SSDA903 rules see them: each with its legal status, the child's birth, and its neighbours in time.
-- Agreed short breaks are in a line of their own. Episodes planned for days after the record's end are left out.
CREATE TABLE care_episode AS
WITH standing AS (
    SELECT DISTINCT ON (entity_id) * REPLACE (coalesce(short_break, false) AS short_break)
    FROM placement_now WHERE occurred_on <= (SELECT last_day FROM ending)
    ORDER BY entity_id, recorded_at DESC, statement_id DESC
), legal_start AS (
    SELECT case_id, occurred_on, any_value(legal_status) AS legal_status, any_value(category_of_need) AS category_of_need,
           max(coalesce(ended_on, DATE '9999-12-31')) AS until
    FROM legal_now WHERE legal_status IS NOT NULL AND occurred_on IS NOT NULL GROUP BY ALL
), birth AS (
    SELECT case_id, max(born_on) AS born_on, max(died_on) AS died_on FROM child_now GROUP BY case_id
)
SELECT p.entity_id, p.statement_id, p.case_id, p.occurred_on, p.occurred_precision, p.ended_on, p.recorded_at, p.short_break,
       p.change, p.placement_type, p.provider, p.setting_id, p.end_reason, p.change_reason,
       CASE WHEN l.until > p.occurred_on THEN l.legal_status END AS legal_status,
       CASE WHEN l.until > p.occurred_on THEN l.category_of_need END AS category_of_need, b.born_on, b.died_on,
       row_number() OVER line AS nth,
       lag(p.ended_on) OVER line AS ended_before, lag(p.end_reason) OVER line AS reason_before,
       lag(p.placement_type) OVER line AS type_before, lag(p.setting_id) OVER line AS setting_before,
       lag(p.provider) OVER line AS provider_before,
       lag(CASE WHEN l.until > p.occurred_on THEN l.legal_status END) OVER line AS legal_before,
       lag(CASE WHEN l.until > p.occurred_on THEN l.category_of_need END) OVER line AS need_before,
       lead(p.occurred_on) OVER line AS next_on, lead(p.change) OVER line AS next_change,
       lead(p.placement_type) OVER line AS next_type
FROM standing p
ASOF LEFT JOIN legal_start l ON l.case_id = p.case_id AND l.occurred_on <= p.occurred_on
LEFT JOIN birth b ON b.case_id = p.case_id
WINDOW line AS (PARTITION BY p.case_id, p.short_break
    ORDER BY p.occurred_on, coalesce(p.ended_on, DATE '9999-12-31'), p.entity_id);
