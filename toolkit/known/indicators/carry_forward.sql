-- name: carry_forward
-- label: Reviews that carried the same undone action
-- code: D14
-- family: tempo
-- aims at: purpose
-- question: How many reviews has an action that is still undone been carried through?
-- definition: The most days with a review, after the day on which it was set and up to and including the day of the view, that
--   any open action has been carried through. The denominator is the number of open actions.
-- unit: reviews
-- source: project definition (carry-forward depth)
-- tables: action, review
-- reach: case
-- else: no action was open on that day
-- direction: higher is worse
-- flag: at least 3, an action is stuck: three reviews or more have carried it (a proposal of this project)
-- explained by: an action that is meant to go on for as long as the plan does
-- misleads: who reviews more often carries more often; an action that is closed and written anew starts at nought
WITH carried AS (
    SELECT a.view_no, a.entity_id, any_value(a.occurred_on) AS set_on,
           count(DISTINCT r.occurred_on) FILTER (r.occurred_on > a.occurred_on) AS times
    FROM action a LEFT JOIN review r USING (view_no) WHERE a.ended_on IS NULL GROUP BY a.view_no, a.entity_id),
deepest AS (SELECT view_no, max(times) AS times, count(*) AS actions, min(set_on) AS first_on FROM carried GROUP BY view_no)
SELECT view_no, times AS numerator, actions AS denominator, 0 AS missing,
       CASE WHEN covered_from <= first_on THEN times END AS value, times AS lower,
       CASE WHEN covered_from <= first_on THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN covered_from <= first_on THEN ''
           ELSE 'at least this many: the record covers reviews only from ' || covered_from END AS reason
FROM deepest JOIN cover USING (view_no) WHERE table_name = 'review'
-- evidence
SELECT view_no, statement_id, 'carried through ' || times || CASE times WHEN 1 THEN ' review' ELSE ' reviews' END AS role
FROM (SELECT a.view_no, a.entity_id, any_value(a.statement_id) AS statement_id,
             count(DISTINCT r.occurred_on) FILTER (r.occurred_on > a.occurred_on) AS times
      FROM action a LEFT JOIN review r USING (view_no) WHERE a.ended_on IS NULL GROUP BY a.view_no, a.entity_id)
QUALIFY times = max(times) OVER (PARTITION BY view_no)
