-- The roles on record as present at each meeting that was held, one row a role.
SELECT view_no, statement_id, entity_id, kind, occurred_on, unnest(roles_of(present)) AS role
FROM meeting
