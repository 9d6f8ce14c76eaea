-- words: one number was given up for two others
-- severity: error
-- over: identity
-- column: alias_case_id
-- todo: a number belongs to one child: withdraw the wrong line
-- source: by definition
SELECT 'row ' || (min(rowid) + 2) AS entity_id FROM identity WHERE withdrawn_at IS NULL
GROUP BY alias_case_id HAVING count(DISTINCT case_id) > 1
