-- name: goal_action_mismatch_days
-- label: Days that nothing was done towards the return home
-- code: D22
-- family: direction
-- aims at: purpose
-- question: The plan is that the child goes home: for how long has nothing been done towards it?
-- definition: Where the plan for permanence that stands is to return home: the days since something was last done towards
--   it, to the day of the view, less the days that may pass; 0 where no more have passed. Done towards it is time with the
--   family whose outcome says that it took place, and an action of a parent that was begun or finished (not dropped); where
--   there was none, the day on which the plan was made counts. The numerator is all the days since then; the denominator is
--   the number of such things since the plan was made, the beginning and the end of an action being two; missing counts times
--   with the family that do not say whether they took place.
-- unit: days
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 39 (services and support
--   before a child ceases to be looked after); project (measured by what is done)
-- parameters: allowed = 30 (days that may pass; a proposal)
-- tables: plan, action, contact
-- reach: case
-- direction: higher is worse
-- flag: above 0, the goal is to go home and nothing was done towards it for a month (project)
-- else: no plan that stood on that day was to return home
-- explained by: contact that the court has stopped
-- misleads: what parents do without its being written as an action does not show
-- shared
WITH homeward AS (
    SELECT p.view_no, p.statement_id, p.occurred_on
    FROM plan p JOIN word_group g ON g.list = 'permanence' AND g.in_group = 'reunification' AND g.word = plain(p.category)
    WHERE p.kind = 'permanence plan' AND p.ended_on IS NULL),
towards AS (
    SELECT c.view_no, c.statement_id, 'time with the family' AS role, c.occurred_on AS begun_on, NULL AS finished_on
    FROM contact c JOIN word_group g ON g.list = 'contact outcome' AND g.in_group = 'kept' AND g.word = plain(c.outcome)
    WHERE c.kind = 'family time'
    UNION ALL
    SELECT a.view_no, a.statement_id, 'action of a parent', a.occurred_on,
           CASE WHEN a.outcome IS DISTINCT FROM 'dropped' THEN a.ended_on END
    FROM action a CROSS JOIN (SELECT list(word) AS words FROM word_group WHERE list = 'role' AND in_group = 'parent') parent
    WHERE list_has_any(roles_of(a.owner_role), parent.words))
-- answer
WITH planned AS (SELECT view_no, max(occurred_on) AS planned_on FROM homeward GROUP BY view_no),
unsaid AS (SELECT c.view_no, count(*) AS missing FROM contact c JOIN planned p USING (view_no)
           LEFT JOIN word_group g ON g.list = 'contact outcome' AND g.in_group IN ('kept', 'not held') AND g.word = plain(c.outcome)
           WHERE c.kind = 'family time' AND g.word IS NULL AND c.occurred_on >= p.planned_on GROUP BY c.view_no),
last_sign AS (
    SELECT p.view_no, p.planned_on, greatest(p.planned_on, max(t.begun_on), max(t.finished_on)) AS on_day,
           count(*) FILTER (t.begun_on >= p.planned_on) + count(*) FILTER (t.finished_on >= p.planned_on) AS signs
    FROM planned p LEFT JOIN towards t USING (view_no) GROUP BY p.view_no, p.planned_on),
idle AS (
    SELECT l.*, v.day - greatest(l.on_day, c.covered_from) AS days, l.signs > 0 OR c.covered_from <= l.planned_on AS whole
    FROM last_sign l JOIN view v USING (view_no)
    JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('contact', 'action')
          GROUP BY view_no) c USING (view_no))
SELECT i.view_no, i.days AS numerator, i.signs AS denominator, coalesce(u.missing, 0) AS missing,
       CASE WHEN i.whole THEN greatest(i.days - CAST($allowed AS INTEGER), 0) END AS value,
       greatest(i.days - CAST($allowed AS INTEGER), 0) AS lower, CASE WHEN i.whole THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN i.whole THEN '' ELSE 'at least this many: what was done before is not known' END AS reason
FROM idle i LEFT JOIN unsaid u USING (view_no)
-- evidence
SELECT view_no, statement_id, 'plan to return home' AS role FROM homeward
UNION ALL
SELECT t.view_no, t.statement_id, t.role
FROM towards t JOIN (SELECT view_no, max(occurred_on) AS planned_on FROM homeward GROUP BY view_no) p USING (view_no)
WHERE t.begun_on >= p.planned_on OR t.finished_on >= p.planned_on
