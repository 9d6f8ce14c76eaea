-- name: days_from_denial_to_safety
-- label: Days from denial to building safety
-- family: direction
-- aims at: timeliness
-- question: When harm was denied, how long was it until something was done that builds safety all the same?
-- definition: Days from the first information on record that denies or disputes what happened to the next step that
--   builds safety: a member of the network who is no professional, a meeting of the network, a safety plan or a service
--   begun and taken up. While there is none, at least the days so far. A denial from before the record covered all of
--   these gives no number. The denominator is 1, the first denial.
-- unit: days
-- source: project definition (denial and over-proving fault)
-- tables: information, network_member, meeting, plan, service
-- reach: case
-- direction: higher is worse
-- else: nothing on record denies or disputes what happened
-- explained by: a child who was safe already, in another home or with a plan that went on
-- misleads: a denial that was not written down as one does not show
-- shared
WITH denied AS (
    SELECT i.view_no, min(i.occurred_on) AS denied_on, arg_min(i.statement_id, (i.occurred_on, i.entity_id)) AS statement_id,
           arg_min(i.entity_id, (i.occurred_on, i.entity_id)) AS entity_id
    FROM information i LEFT JOIN word_group g ON g.list = 'information' AND g.in_group = 'denial' AND g.word = plain(i.kind)
    WHERE g.word IS NOT NULL OR i.assertion = 'disputed' GROUP BY i.view_no),
safety AS (
    SELECT view_no, statement_id, occurred_on FROM network_step
    UNION ALL SELECT view_no, statement_id, occurred_on FROM plan WHERE kind = 'safety plan'
    UNION ALL SELECT view_no, statement_id, occurred_on FROM service
        WHERE coalesce(taken_up, true) AND coalesce(ended_on >= occurred_on, true)),
first AS (
    SELECT d.view_no, d.denied_on, d.statement_id, d.entity_id, min(s.occurred_on) AS safety_on,
           arg_min(s.statement_id, (s.occurred_on, s.statement_id)) AS safety_statement
    FROM denied d LEFT JOIN safety s ON s.view_no = d.view_no AND s.occurred_on >= d.denied_on
    GROUP BY d.view_no, d.denied_on, d.statement_id, d.entity_id)
-- answer
SELECT view_no, coalesce(safety_on, day) - denied_on AS numerator, 1 AS denominator, 0 AS missing,
       CASE WHEN watched THEN safety_on - denied_on END AS value,
       CASE WHEN watched THEN coalesce(safety_on, day) - denied_on END AS lower,
       CASE WHEN watched AND safety_on IS NOT NULL THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT watched THEN 'the denial came before the record covered every such step'
            WHEN safety_on IS NULL THEN 'at least this many: no step that builds safety has been begun since' ELSE '' END AS reason
FROM (SELECT f.*, v.day, f.denied_on >= c.covered_from AS watched
      FROM first f JOIN view v USING (view_no)
      JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover
            WHERE table_name IN ('network_member', 'meeting', 'plan', 'service') GROUP BY view_no) c USING (view_no))
-- evidence
SELECT view_no, statement_id, 'denial' AS role FROM first
UNION ALL SELECT view_no, safety_statement, 'first step to safety' FROM first WHERE safety_on IS NOT NULL
-- spells
SELECT f.view_no, f.entity_id, f.statement_id, f.denied_on AS started_on, greatest(f.denied_on, c.covered_from) AS entered_on,
       f.safety_on AS ended_on, CASE WHEN f.safety_on IS NULL THEN '' ELSE 'step to safety' END AS end_kind
FROM first f
JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover
      WHERE table_name IN ('information', 'network_member', 'meeting', 'plan', 'service') GROUP BY view_no) c USING (view_no)
