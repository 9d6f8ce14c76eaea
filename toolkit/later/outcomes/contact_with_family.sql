-- name: contact_with_family
-- question: Did the child in care see the family?
-- definition: The child was in care at the end of the view's day, and family time that took place is on record after that day and
--   on or before the last day of the horizon, in whatever way; time with brothers and sisters alone is the outcome
--   contact_with_siblings and does not count here. Family time that did not take place does not count; one of which it is not
--   said whether it took place leaves the answer open. A record without any family time of any child does not record it.
--   Leaving care is a competing end; leaving it without a reason on record is censored on that day. Seen once is not
--   seen often.
-- source: Children Act 1989 section 34 (contact with children in care); what counts: project
-- tables: contact, placement
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: contact.occurred_on where kind = 'family time'
-- else: the child was not in care at the end of the view's day
WITH siblings AS (SELECT word FROM word WHERE list = 'role' AND in_group = 'brother or sister'),
none AS (
    SELECT NOT EXISTS (FROM contact c ANTI JOIN siblings s ON s.word = plain_role(c.with_role) WHERE c.kind = 'family time') AS none),
seen AS (
    SELECT c.case_id, c.statement_id, c.occurred_on, c.first_on, c.last_on, coalesce(c.with_role, 'with whom not recorded') AS whom,
           o.in_group = 'took place' AS done
    FROM fact_contact c LEFT JOIN word o ON o.list = 'contact outcome' AND o.word = plain(c.outcome)
    ANTI JOIN siblings s ON s.word = plain_role(c.with_role) WHERE c.kind = 'family time')
SELECT i.view_no, min(c.occurred_on) FILTER (c.done AND c.first_on > i.day AND c.last_on <= i.horizon_on) AS happened_on,
       min_by('family time: ' || c.whom, (c.occurred_on, c.statement_id)) FILTER (c.done AND c.first_on > i.day AND c.last_on <= i.horizon_on) AS detail,
       any_value(i.left_on) AS ended_on, any_value(i.left_by) AS ended_by, any_value(i.lost_on) AS lost_on, any_value(i.lost_by) AS lost_by,
       bool_or(c.done AND c.first_on <= i.horizon_on AND c.last_on > i.day AND (c.first_on <= i.day OR c.last_on > i.horizon_on)) AS doubtful,
       CASE WHEN bool_or(c.done IS NULL AND c.first_on <= i.horizon_on AND c.last_on > i.day)
            THEN 'family time is on record without whether it took place' END AS unsaid,
       CASE WHEN any_value(n.none) THEN 'no family time of any child is on record' END AS unknown
FROM in_care i CROSS JOIN none n LEFT JOIN seen c ON c.case_id = i.case_id
GROUP BY i.view_no
