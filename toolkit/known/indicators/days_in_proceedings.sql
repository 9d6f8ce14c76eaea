-- name: days_in_proceedings
-- label: Days in care proceedings
-- code: D10
-- family: tempo
-- aims at: timeliness
-- question: For how long have care proceedings gone on?
-- definition: Days from the application to the court to the day of the view, where no final order (a care order or a
--   placement order) was made; where the record keeps no applications, from the first interim care order on, which is
--   later than the application. Where several go on at once it is the one that began first. The denominator is the
--   number of such spells that the case has had; missing counts those whose first day is not known exactly. One that
--   began before the record covered legal statuses gives no number. Waits of a set of cases are estimated from the
--   spells, by the time of their start, with those still open censored and their ends kept apart.
-- unit: days
-- source: Children Act 1989, section 32(1)(a)(ii), as amended by the Children and Families Act 2014, section 14
-- tables: legal
-- reach: case
-- direction: higher is worse
-- flag: above 181, more than 26 weeks, of which the day of issue is the first day (Children Act 1989, section 32)
-- else: there were no care proceedings on that day
-- explained by: a step that had to be waited for, with the reason on record
-- misleads: an extension may be what the child needs
SELECT view_no, days AS numerator, spells AS denominator, inexact AS missing, value, lower, status, reason
FROM stage_wait WHERE stage = 'proceedings'
-- evidence
SELECT view_no, statement_id, CASE WHEN ended_on IS NULL THEN 'goes on' ELSE 'over' END AS role
FROM stage_watched WHERE stage = 'proceedings'
-- spells
SELECT view_no, entity_id, statement_id, started_on, entered_on, ended_on, end_kind
FROM stage_watched WHERE stage = 'proceedings' AND exact AND (ended_on IS NULL OR ended_on >= covered_from)
