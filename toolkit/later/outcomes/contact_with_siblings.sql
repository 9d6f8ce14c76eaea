-- name: contact_with_siblings
-- question: Did the child in care see the brothers or sisters?
-- definition: The child was in care at the end of the view's day, had a brother or sister on record (of the same family, or so
--   related) and lived in one home with none of them in care, and family time with a brother or sister that took place is on
--   record after that day and on or before the last day of the horizon. Family time that did not take place does not count; one
--   of which it is not said whether it took place leaves the answer open. A record without any family time with brothers
--   or sisters of any child does not record it. Leaving care is a competing end; leaving it without a reason on record is
--   censored on that day. Seen once is not seen often.
-- source: Children Act 1989 schedule 2 paragraph 15 (contact between a looked after child and relatives); what counts: project
-- tables: contact, placement, child
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: contact.occurred_on where kind = 'family time'
-- else: the child was not in care at the end of the view's day, had no brother or sister on record, or lived with one
WITH siblings AS (SELECT word FROM word WHERE list = 'role' AND in_group = 'brother or sister'),
none AS (
    SELECT NOT EXISTS (FROM contact c JOIN siblings s ON s.word = plain_role(c.with_role) WHERE c.kind = 'family time') AS none),
has_one AS (
    SELECT i.view_no FROM in_care i JOIN sibling s ON s.case_id = i.case_id
    UNION SELECT i.view_no FROM in_care i JOIN fact_relationship r ON r.case_id = i.case_id AND r.first_on <= i.day
    JOIN siblings s ON s.word = plain(r.kind)),
lives_with_one AS (SELECT i.view_no FROM in_care i JOIN together t ON t.case_id = i.case_id AND t.from_on <= i.day AND t.to_on > i.day),
asked_of AS (
    SELECT i.*, n.none FROM in_care i SEMI JOIN has_one h USING (view_no) ANTI JOIN lives_with_one l USING (view_no) CROSS JOIN none n),
seen AS (
    SELECT c.case_id, c.statement_id, c.occurred_on, c.first_on, c.last_on, plain_role(c.with_role) AS whom, o.in_group = 'took place' AS done
    FROM fact_contact c LEFT JOIN word o ON o.list = 'contact outcome' AND o.word = plain(c.outcome)
    JOIN siblings s ON s.word = plain_role(c.with_role) WHERE c.kind = 'family time')
SELECT i.view_no, min(c.occurred_on) FILTER (c.done AND c.first_on > i.day AND c.last_on <= i.horizon_on) AS happened_on,
       min_by('family time: ' || c.whom, (c.occurred_on, c.statement_id)) FILTER (c.done AND c.first_on > i.day AND c.last_on <= i.horizon_on) AS detail,
       any_value(i.left_on) AS ended_on, any_value(i.left_by) AS ended_by, any_value(i.lost_on) AS lost_on, any_value(i.lost_by) AS lost_by,
       bool_or(c.done AND c.first_on <= i.horizon_on AND c.last_on > i.day AND (c.first_on <= i.day OR c.last_on > i.horizon_on)) AS doubtful,
       CASE WHEN bool_or(c.done IS NULL AND c.first_on <= i.horizon_on AND c.last_on > i.day)
            THEN 'family time is on record without whether it took place' END AS unsaid,
       CASE WHEN any_value(i.none) THEN 'no family time with brothers or sisters of any child is on record' END AS unknown
FROM asked_of i LEFT JOIN seen c ON c.case_id = i.case_id
GROUP BY i.view_no
