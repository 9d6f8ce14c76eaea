-- The people in the child's network at the view who are not professionals. A member of no recorded kind is taken to be one of them.
SELECT view_no, statement_id, entity_id, occurred_on, person_id, plain_role(role) AS role, independent, plain(task) AS task,
       kind IS NULL AS kind_missing
FROM network_member WHERE ended_on IS NULL AND coalesce(kind, 'family') <> 'professional'
