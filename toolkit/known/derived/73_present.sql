-- The roles on record as present at each meeting that was held, one row a role.
SELECT view_no, statement_id, entity_id, kind, occurred_on, lower(trim(unnest(string_split(present, ';')))) AS role
FROM meeting WHERE present IS NOT NULL
