-- name: protection_visits_late
-- label: Visits on a child protection plan, late
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: Of the visits that a child protection plan called for, how many were late?
-- definition: Visits at which the child was seen (or which do not say) that were due on a child protection plan, from its
--   start and then from each such visit, whose last day lay on or before the day of the view, and of these the share made
--   after it or not made. One that is undone on its last day is late from the day after. The standard in force on the day of
--   the view holds, or the agency's own. What fell away by its last day, or began before the record covered what it rests on,
--   is not counted. The denominator is the number that fell due; missing counts those whose last day lies outside the
--   calendar.
-- unit: share
-- source: local procedures (there is no national limit); the default of 10 working days is that of published local
--   procedures (Central Bedfordshire)
-- tables: status, visit
-- reach: case
-- direction: higher is worse
-- flag: at least 0.25, a quarter of the visits due were late (project)
-- else: the child was on no child protection plan long enough
-- explained by: a day that was moved for the child's or the family's sake
-- misleads: the limit is local: give your agency's own by a file of standards
SELECT view_no, late AS numerator, due AS denominator, undated AS missing, late / due AS value
FROM duty_lateness WHERE duty = 'child protection visit'
-- evidence
SELECT view_no, statement_id, role FROM duty_proof WHERE duty = 'child protection visit'
