-- name: smart_actions
-- label: Actions with an owner, a day and a need
-- code: D7
-- family: clarity
-- aims at: purpose
-- question: For how many of the plan's actions can anybody tell who does it, by when and for which need?
-- definition: Of the actions that are not yet done, the share that has an owner, a day by which it is due, and an open goal
--   that answers an open need. Whether its result can be observed is no part of it: the record says that of goals
--   (behavioural_goals), not of actions. An action under an open goal that names no need is not whole, and is counted as
--   missing.
-- unit: share
-- source: Doran 1981 (SMART objectives); Children's Commissioner for England 2024, What is this plan for? (child in
--   need plans; most actions had no timeframe, as reported in the press)
-- tables: action, goal, need
-- reach: case
-- else: no action was open on that day
-- direction: lower is worse
-- explained by: an action that is meant to go on for as long as the plan does
-- misleads: an owner and a day on paper do not make an action sensible, or the owner asked
SELECT view_no, count(*) FILTER (whole) AS numerator, count(*) AS denominator, count(*) FILTER (need_unsaid) AS missing,
       count(*) FILTER (whole) / count(*) AS value
FROM (SELECT *, has_owner AND due_on IS NOT NULL AND serves_need AS whole FROM active_action) GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN has_owner AND due_on IS NOT NULL AND serves_need THEN 'whole'
           ELSE 'without ' || concat_ws(', ', CASE WHEN NOT has_owner THEN 'owner' END,
               CASE WHEN due_on IS NULL THEN 'day' END,
                                        CASE WHEN NOT serves_need THEN 'need' END) END AS role
FROM active_action
