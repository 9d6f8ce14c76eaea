-- name: days_before_proceedings
-- label: Days in pre-proceedings
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long has this case been in pre-proceedings?
-- definition: Days from the beginning of pre-proceedings to the day of the view, where they have not ended and no
--   application was made to the court. Where several go on at once it is the one that began first. The denominator is
--   the number of such spells that the case has had; missing counts those whose first day is not known exactly. Waits
--   of a set of cases are estimated from the spells, by the time of their start, with those still open censored and
--   their ends kept apart.
-- unit: days
-- source: Public Law Outline 2014 (Practice Direction 12A), pre-proceedings; Department for Education, child in need
--   census 2026 (pre-proceedings, new in that year)
-- tables: legal
-- reach: case
-- direction: higher is worse
-- flag: above 112, more than 16 weeks (project)
-- else: the case was not in pre-proceedings on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: a source that keeps no stages of proceedings shows none
SELECT view_no, days AS numerator, spells AS denominator, inexact AS missing, value, lower, status, reason
FROM stage_wait WHERE stage = 'before proceedings'
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role
FROM stage_watched WHERE stage = 'before proceedings'
-- spells
SELECT view_no, entity_id, statement_id, started_on, entered_on, ended_on, end_kind
FROM stage_watched WHERE stage = 'before proceedings' AND exact AND (ended_on IS NULL OR ended_on >= covered_from)
