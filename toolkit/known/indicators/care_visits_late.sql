-- name: care_visits_late
-- label: Visits in care, late
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: Of the visits that care called for, how many were late?
-- definition: Visits at which the child was seen (or which do not say) that were due in care, from the start of each
--   placement and then from each such visit, whose last day lay on or before the day of the view, and of these the share made
--   after it or not made. Shorter and longer intervals for some placements are not told apart. One that is undone on its last
--   day is late from the day after. The standard in force on the day of the view holds, or the agency's own. What fell away by
--   its last day, or began before the record covered what it rests on, is not counted. The denominator is the number that fell
--   due; missing counts those whose last day lies outside the calendar.
-- unit: share
-- source: Care Planning, Placement and Case Review (England) Regulations 2010, regulation 28(2)
-- tables: placement, visit
-- reach: case
-- direction: higher is worse
-- flag: at least 0.25, a quarter of the visits due were late (project)
-- else: the child had not been in care long enough
-- explained by: a day that was moved for the child's or the family's sake
-- misleads: a child in a lasting placement may rightly be visited less often
SELECT view_no, late AS numerator, due AS denominator, undated AS missing, late / due AS value
FROM duty_lateness WHERE duty = 'looked after visit'
-- evidence
SELECT view_no, statement_id, role FROM duty_proof WHERE duty = 'looked after visit'
