-- name: stagnation_run
-- label: Reviews in a row that changed nothing
-- code: D15
-- family: tempo
-- aims at: purpose
-- question: How many reviews in a row have left the plan as it was, with no goal reached and nothing rated better?
-- definition: Days with a review, counted back from the last one held since the case opened, for as long as none of these
--   happened after the review before and up to the review itself: a goal or a plan began or ended, or somebody rated the fit of
--   the plan a number of points higher than the same role did before. What a review concluded is in free words; `continue` is
--   read from nothing having changed. The denominator is the number of days with a review. It is the run that lasts, not the
--   longest ever. Reviews before which goals or plans were not kept may have changed something: where the run reaches back to
--   them it is at least as long as the others.
-- unit: reviews
-- source: project definition (stagnation run)
-- parameters: points = 1 (least rise on a scale of 0 to 10; a proposal)
-- tables: review, goal, plan, case
-- also: measure, supervision
-- reach: case
-- else: the case was closed on that day, or no review has been held since it opened
-- direction: higher is worse
-- flag: at least 2, two reviews or more in a row changed nothing (a proposal of this project)
-- explained by: a plan that is right and needs time, and says so
-- misleads: a change on paper breaks the run and changes nothing; where little is rated, little is seen to get better
WITH watched AS (
    SELECT view_no, max(covered_from) FILTER (table_name = 'review') AS reviews_from,
           max(covered_from) FILTER (table_name <> 'review') AS changes_from
    FROM cover WHERE table_name IN ('review', 'goal', 'plan') GROUP BY view_no),
better AS (SELECT view_no, occurred_on FROM fit_rating WHERE gain >= $points),
turned AS (
    SELECT r.view_no, r.occurred_on, any_value(r.since) AS since,
           any_value(r.changed) OR coalesce(bool_or(b.occurred_on <= r.occurred_on
               AND (r.since IS NULL OR b.occurred_on > r.since)), false) AS changed
    FROM review_round r LEFT JOIN better b USING (view_no) GROUP BY r.view_no, r.occurred_on),
run AS (
    SELECT view_no, count(*) AS rounds, max(occurred_on) FILTER (changed) AS changed_on FROM turned GROUP BY view_no),
still AS (
    SELECT t.*, r.rounds, r.changed_on, coalesce(t.occurred_on > r.changed_on, true) AS still
    FROM turned t JOIN run r USING (view_no)),
counted AS (
    SELECT s.view_no, any_value(s.rounds) AS rounds, count(*) FILTER (s.still) AS times,
           count(*) FILTER (s.still AND coalesce(s.since, o.opened_on) >= w.changes_from) AS surely,
           any_value(s.changed_on IS NOT NULL OR o.start_known AND w.reviews_from <= o.opened_on) AS whole
    FROM still s JOIN open_case o USING (view_no) JOIN watched w USING (view_no) GROUP BY s.view_no)
SELECT view_no, times AS numerator, rounds AS denominator, 0 AS missing,
       CASE WHEN whole AND surely = times THEN times END AS value, surely AS lower,
       CASE WHEN whole AND surely = times THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN surely < times THEN 'at least this many: goals or plans were not kept from before the other reviews'
            WHEN NOT whole THEN 'at least this many: the start of the case lies outside the record' ELSE '' END AS reason
FROM counted
-- evidence
SELECT view_no, statement_id, CASE WHEN changed THEN 'goal or plan changed' ELSE 'no goal or plan changed' END AS role
FROM review_round
UNION ALL
SELECT f.view_no, f.statement_id, 'rated higher' FROM fit_rating f JOIN open_case o USING (view_no)
WHERE f.gain >= $points AND f.occurred_on >= o.opened_on
