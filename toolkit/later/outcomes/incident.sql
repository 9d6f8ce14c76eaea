-- name: incident
-- question: Did an incident happen to the child?
-- definition: An incident on record happened (or began) after the view's day and on or before the last day of the horizon. What
--   counts is what the record's incident table holds. Going missing has a table and an outcome of its own (went_missing) and is
--   none here, unless it was written up as an incident too: else it would weigh as much as an injury, and authorities would differ
--   by how they report it. One whose day is not known exactly counts only where all its possible days lie within. No incident
--   on record is not the same as no harm: what nobody saw or wrote is not here, least of all once a case is closed.
-- source: the record's own incident table
-- tables: incident
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: incident.occurred_on
-- else: does not occur: the outcome applies to every child
SELECT v.view_no, min(i.occurred_on) FILTER (i.first_on > v.day AND i.last_on <= v.horizon_on) AS happened_on,
       min_by(coalesce(i.kind, 'kind not recorded'), (i.occurred_on, i.statement_id)) FILTER (i.first_on > v.day AND i.last_on <= v.horizon_on) AS detail,
       bool_or(i.first_on <= v.horizon_on AND i.last_on > v.day AND (i.first_on <= v.day OR i.last_on > v.horizon_on)) AS doubtful
FROM spot v LEFT JOIN fact_incident i ON i.case_id = v.case_id
GROUP BY v.view_no
