-- name: days_enquiry_to_conference
-- label: Days since the enquiry began, no conference held
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this child waited for a conference?
-- definition: Days from the beginning of a section 47 enquiry to the day of the view, where neither a conference was held nor
--   the enquiry ended without calling for one. One that ended with no outcome on record is over, as nothing says that a conference
--   is waited for. One conference answers every enquiry that called for it or still goes on. Where several go on at once it is the
--   one that began first. The denominator is the number of such spells that the case has had; missing counts those whose first day
--   is not known exactly. One that began before the record covered meetings gives no number. Waits of a set of cases are estimated
--   from the spells, by the time of their start, with those still open censored and their ends kept apart.
-- unit: days
-- source: Working Together to Safeguard Children 2013, chapter 1 (15 working days from the strategy discussion)
-- tables: assessment, meeting
-- reach: case
-- direction: higher is worse
-- flag: above 21, more than three weeks, which are 15 working days without a holiday (Working Together to Safeguard
--   Children 2013, chapter 1)
-- else: no enquiry waited for a conference on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: an enquiry whose end was never written down goes on for ever
SELECT view_no, days AS numerator, spells AS denominator, inexact AS missing, value, lower, status, reason
FROM stage_wait WHERE stage = 'enquiry to conference'
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role
FROM stage_watched WHERE stage = 'enquiry to conference'
-- spells
SELECT view_no, entity_id, statement_id, started_on, entered_on, ended_on, end_kind
FROM stage_watched WHERE stage = 'enquiry to conference' AND exact AND (ended_on IS NULL OR ended_on >= covered_from)
