-- name: days_to_safety_building
-- label: Days to the first step that builds safety
-- family: tempo
-- aims at: purpose
-- question: How long did it take from the opening of the case to the first step that builds safety?
-- definition: Days from the day on which the case opened to the first step that builds safety: a service begun, somebody of the
--   network with a task, a network meeting, a family group conference, a safety plan. Where none is on record, at least the
--   days to the view. The denominator is the number of such steps so far. The waits of all spells of the
--   case run to the first such step or to its closing.
-- unit: days
-- source: project definition (days to the first safety-building action)
-- tables: service, network_member, meeting, plan, case
-- reach: case
-- else: the case was closed on that day
-- direction: higher is worse
-- explained by: a case in which the first assessment found the child safe
-- misleads: a service that began is not yet one that helps; what relatives do unasked is not on our record
-- shared
WITH watched AS (
    SELECT view_no, max(covered_from) AS covered FROM cover
    WHERE table_name IN ('service', 'network_member', 'meeting', 'plan') GROUP BY view_no)
-- answer
WITH step AS (
    SELECT o.view_no, any_value(o.opened_on) AS opened_on, any_value(v.day) AS day, count(s.statement_id) AS steps,
           min(s.occurred_on) AS first_on,
           any_value(o.start_known) AND any_value(w.covered) <= any_value(o.opened_on) AS whole
    FROM open_case o JOIN view v USING (view_no) JOIN watched w USING (view_no)
    LEFT JOIN safety_step s ON s.view_no = o.view_no AND s.occurred_on >= o.opened_on
    GROUP BY o.view_no)
SELECT view_no, coalesce(first_on, day) - opened_on AS numerator, steps AS denominator, 0 AS missing,
       CASE WHEN whole AND steps > 0 THEN first_on - opened_on END AS value,
       CASE WHEN whole THEN coalesce(first_on, day) - opened_on END AS lower,
       CASE WHEN whole AND steps > 0 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT whole THEN 'earlier steps are not known: the start of the case lies outside the record'
            WHEN steps = 0 THEN 'at least this many: no such step is on record since the case opened' ELSE '' END AS reason
FROM step
-- evidence
SELECT s.view_no, arg_min(s.statement_id, (s.occurred_on, s.statement_id)) AS statement_id,
       'first step that builds safety' AS role
FROM safety_step s JOIN open_case o ON o.view_no = s.view_no AND s.occurred_on >= o.opened_on GROUP BY s.view_no
-- spells
WITH first AS (
    SELECT k.view_no, k.entity_id, k.statement_id, k.occurred_on, k.ended_on, min(s.occurred_on) AS first_on
    FROM "case" k LEFT JOIN safety_step s ON s.view_no = k.view_no AND s.occurred_on >= k.occurred_on
        AND s.occurred_on <= coalesce(k.ended_on, s.occurred_on)
    WHERE k.occurred_precision = 'day' AND coalesce(k.ended_on >= k.occurred_on, true)
    GROUP BY k.view_no, k.entity_id, k.statement_id, k.occurred_on, k.ended_on)
SELECT f.view_no, f.entity_id, f.statement_id, f.occurred_on AS started_on, greatest(f.occurred_on, w.covered) AS entered_on,
       coalesce(f.first_on, f.ended_on) AS ended_on,
       CASE WHEN f.first_on IS NOT NULL THEN 'first step that builds safety' WHEN f.ended_on IS NOT NULL THEN 'case closed'
            ELSE '' END AS end_kind
FROM first f JOIN watched w USING (view_no)
