-- The people in the child's network at the view who are not professionals. A member of no recorded kind is taken to be one of them.
-- Somebody may be in it twice over: `somebody` is the person where that is recorded, else the membership.
SELECT view_no, statement_id, entity_id, occurred_on, person_id, coalesce(person_id, entity_id) AS somebody,
       plain_role(role) AS role, independent, plain(task) AS task, kind IS NULL AS kind_missing
FROM network_member WHERE ended_on IS NULL AND coalesce(kind, 'family') <> 'professional'
