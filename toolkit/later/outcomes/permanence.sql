-- name: permanence
-- question: Did the child come to a permanent home other than by going back to the parents?
-- definition: The child was in care at the end of the view's day and not matched long term, and after that day and on or before
--   the last day of the horizon was adopted, or left care by a special guardianship or child arrangements order (in the
--   United States: adoption, guardianship or living with relatives), or was matched long term (a placement of a long-term
--   type began, in the same home or another). Return home is permanence too; it stands apart as the outcome return_home and is
--   a competing end here. The two answer different questions, so they are not to be mixed; and as competing ends they can be
--   added. Placement for adoption is not yet permanence. Leaving care in another way is a competing end; leaving it without a
--   reason on record is censored on that day.
-- source: Children Act 1989 Guidance and Regulations, volume 2 (routes to permanence); SSDA903 reasons for ceasing E11, E12, E41
--   and E43 to E48 and placement types U1 and U4; Child and Family Services Reviews, round 4; return home apart: project
-- tables: placement
-- competing: died, eighteenth
-- censored: transfer
-- delay: placement.ended_on
-- else: the child was not in care at the end of the view's day, or was matched long term
WITH way AS (
    SELECT DISTINCT code FROM code_group WHERE list = 'REC' AND name = 'permanence'
    UNION SELECT word FROM word WHERE list = 'end of care' AND in_group = 'permanence'),
matched AS (
    SELECT p.case_id, p.occurred_on AS started_on, coalesce(p.ended_on, DATE '9999-12-31') AS until, l.label
    FROM fact_placement p JOIN code_group g ON g.list = 'PLACE' AND g.name = 'long_term' AND g.code = p.placement_type
    JOIN code_label l ON l.list = 'PLACE' AND l.code = p.placement_type WHERE NOT coalesce(p.short_break, false)),
settled AS (SELECT DISTINCT i.view_no FROM in_care i JOIN matched m ON m.case_id = i.case_id AND m.started_on <= i.day AND m.until > i.day),
came AS (
    SELECT i.view_no, i.until AS on_day, i.left_by AS words FROM in_care i JOIN way w ON w.code = i.end_reason
    UNION ALL
    SELECT i.view_no, m.started_on, 'matched long term: ' || m.label
    FROM in_care i JOIN matched m ON m.case_id = i.case_id AND m.started_on > i.day AND m.started_on < i.until
    UNION ALL
    SELECT i.view_no, c.ended_on, coalesce('held back: ' || r.reason, 'the case was closed: ' || c.end_reason) FROM in_care i
    JOIN fact_case c ON c.case_id = i.case_id AND c.ended_on > i.day AND c.ended_on <= i.until
    JOIN word w ON w.list = 'case end' AND w.in_group = 'permanence' AND w.word = plain(c.end_reason)
    LEFT JOIN restricted_day r ON r.case_id = c.case_id AND r.on_day = c.ended_on AND list_contains(r.table_names, 'case')),
first AS (SELECT view_no, min(on_day) AS on_day, arg_min(words, (on_day, words)) AS words FROM came GROUP BY view_no)
SELECT i.view_no, f.on_day AS happened_on, f.words AS detail, i.left_on AS ended_on, i.left_by AS ended_by, i.lost_on, i.lost_by
FROM in_care i ANTI JOIN settled s USING (view_no) LEFT JOIN first f USING (view_no)
