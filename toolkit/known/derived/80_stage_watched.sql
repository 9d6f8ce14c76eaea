-- The spells of each stage as the record watched them: for how many days so far, since when the record covers all that the stage
-- rests on (`entered_on`), and whether it covered what would have ended the spell from its first day on.
WITH rests_on (stage, table_name, ends_it) AS (VALUES
    ('referral to assessment', 'referral', false), ('referral to assessment', 'assessment', true),
    ('referral to assessment', 'case', false), ('assessment', 'assessment', false),
    ('enquiry to conference', 'assessment', false), ('enquiry to conference', 'meeting', true),
    ('child protection plan', 'status', false), ('before proceedings', 'legal', false), ('proceedings', 'legal', true),
    ('care without a permanence plan', 'placement', false), ('care without a permanence plan', 'plan', true)),
watch AS (
    SELECT c.view_no, r.stage, max(c.covered_from) AS covered_from, max(c.covered_from) FILTER (r.ends_it) AS ends_from
    FROM rests_on r JOIN cover c USING (table_name) GROUP BY c.view_no, r.stage)
SELECT s.view_no, s.stage, s.entity_id, s.statement_id, s.started_on, s.exact, s.ended_on, v.day - s.started_on AS days,
       CASE WHEN s.ended_on IS NULL THEN '' ELSE s.end_kind END AS end_kind, greatest(s.started_on, w.covered_from) AS entered_on,
       w.covered_from, coalesce(s.started_on >= w.ends_from, true) AS watched
FROM stage_spell s JOIN view v USING (view_no) JOIN watch w USING (view_no, stage)
