-- name: child_focus
-- label: Work whose object is the child
-- code: D4
-- family: direction
-- aims at: purpose
-- question: How much of the work of the last months has the child's own need as its object?
-- definition: Of the completed visits, the contacts (of which it is not said that they did not take place) and the actions
--   that were set in the last days, up to and including the day of the view, the share whose object is the child: visits at
--   which the child was seen, contacts with the child, actions that serve a goal that answers a need. Contacts to the agency
--   and family time are none of it. Visits that do not say whether the child was seen, and actions under a goal that names no
--   need, count as not on the child and as missing.
-- unit: share
-- source: project definition (child-focus ratio)
-- parameters: days = 90 (length of the window; a proposal)
-- tables: visit, contact, action, goal
-- reach: case
-- else: no visit, contact or action was on record in that time
-- direction: lower is worse
-- explained by: a time in which a parent's own treatment is what the child needs
-- misleads: a visit at which the child was seen may have been about the parents; work by partners is not on our record
SELECT view_no, count(*) FILTER (on_child) AS numerator, count(*) AS denominator, count(*) FILTER (unsaid) AS missing,
       count(*) FILTER (on_child) / count(*) AS value
FROM purposeful_work JOIN view USING (view_no) WHERE occurred_on > day - CAST($days AS INTEGER) GROUP BY view_no
-- evidence
SELECT view_no, statement_id,
       what || CASE WHEN on_child THEN ' on the child' WHEN unsaid THEN ', not said on whom' ELSE ' on others' END AS role
FROM purposeful_work JOIN view USING (view_no)
SEMI JOIN (SELECT view_no FROM cover JOIN view USING (view_no)
           WHERE covered_to >= day AND table_name IN ('visit', 'contact', 'action', 'goal') GROUP BY view_no HAVING count(*) = 4) c
    USING (view_no)
WHERE occurred_on > day - CAST($days AS INTEGER)
