-- name: conferences_late
-- label: First conferences late
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: Of the first conferences that enquiries called for, how many were late?
-- definition: Section 47 enquiries that concluded with an initial child protection conference, or that one followed, whose
--   last day for it lay on or before the day of the view, and of these the share held after it or not held. The clock is the
--   day on which the enquiry began; one conference answers every enquiry before it that called for one. One that is undone on
--   its last day is late from the day after. The standard in force on the day of the view holds, or the agency's own. A case
--   that closed in between does not take the duty away. What began before the record covered what it rests on is not counted.
--   The denominator is the number that fell due; missing counts those whose last day lies outside the calendar.
-- unit: share
-- source: Working Together to Safeguard Children 2013, chapter 1 (15 working days; restated in 2015 and 2018, for
--   2023 unverified); Department for Education, child in need census guide
-- tables: assessment, meeting
-- reach: case
-- direction: higher is worse
-- flag: at least 0.25, a quarter of the conferences due were late (project)
-- else: no such conference had fallen due by that day
-- explained by: a day that was moved for the child's or the family's sake
-- misleads: an enquiry whose outcome is not on record is left out
SELECT view_no, late AS numerator, due AS denominator, undated AS missing, late / due AS value
FROM duty_lateness WHERE duty = 'initial child protection conference'
-- evidence
SELECT view_no, statement_id, role FROM duty_proof WHERE duty = 'initial child protection conference'
