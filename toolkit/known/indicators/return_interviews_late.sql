-- name: return_interviews_late
-- label: Talks after a child came back, late or missing
-- code: D11
-- family: timeliness
-- aims at: timeliness
-- question: Of the times that this child came back, after how many was there no talk in time?
-- definition: Spells missing or away that ended, whose last day for a return interview lay on or before the day of the view,
--   and of these the share with an interview after it or with none. Those that the child is recorded to have declined are not
--   counted. One that is undone on its last day is late from the day after. The standard in force on the day of the view
--   holds, or the agency's own. A case that closed in between does not take the duty away. What began before the record
--   covered what it rests on is not counted. The denominator is the number that fell due; missing counts those whose last day
--   lies outside the calendar.
-- unit: share
-- source: Statutory guidance on children who run away or go missing from home or care, Department for Education,
--   January 2014 (72 hours)
-- tables: missing
-- reach: case
-- direction: higher is worse
-- flag: at least 0.25, a quarter of the talks due were late or are missing (project)
-- else: no spell missing had ended long enough ago
-- explained by: a day that was moved for the child's or the family's sake
-- misleads: a record that keeps days cannot tell 72 hours to the hour
SELECT view_no, late AS numerator, due AS denominator, undated AS missing, late / due AS value
FROM duty_lateness WHERE duty = 'return interview'
-- evidence
SELECT view_no, statement_id, role FROM duty_proof WHERE duty = 'return interview'
