-- The placement that counts for a view (stay_at), one row a view, and in which `way` it ended: planned, unplanned, otherwise,
-- or unsaid where no reason is on record. No way for one that goes on, and for one that a death or a transfer ended: those
-- are among the final ends.
WITH way_of_leaving AS (
    SELECT DISTINCT code, 'planned' AS way FROM code_group WHERE list = 'REC' AND name = 'permanence'
    UNION SELECT word, CASE in_group WHEN 'permanence' THEN 'planned' ELSE in_group END FROM word
    WHERE list = 'end of care' AND in_group IN ('planned', 'unplanned', 'permanence')),
left_care AS (SELECT DISTINCT code FROM code_group WHERE list IN ('REC', 'afcars') AND name = 'final'),
not_told AS (SELECT DISTINCT code FROM code_group WHERE list IN ('REC', 'afcars') AND name IN ('died', 'transfer')),
way_of_moving AS (SELECT code, name AS way FROM code_group WHERE list = 'REASON_PLACE_CHANGE' AND name IN ('planned', 'unplanned'))
SELECT s.view_no, s.ended_on, s.detail, CASE
           WHEN s.ended_on IS NULL OR n.code IS NOT NULL THEN NULL
           WHEN f.code IS NOT NULL THEN coalesce(w.way, 'otherwise')
           WHEN s.change_reason = '' THEN 'unsaid'
           ELSE coalesce(m.way, 'otherwise') END AS way
FROM stay_at s
LEFT JOIN not_told n ON n.code = s.end_reason LEFT JOIN left_care f ON f.code = s.end_reason
LEFT JOIN way_of_leaving w ON w.code = s.end_reason LEFT JOIN way_of_moving m ON m.code = s.change_reason
