-- The reasons that decisions give: one row for each thing that a decision with a reason made or changed.
-- A reason that may not be shown counts as one, and its words stay out.
SELECT DISTINCT view_no, unnest(list_filter(string_split(links, ' '), lambda link: link <> '')) AS entity_id,
       occurred_on AS decided_on, recorded_on, statement_id, CASE WHEN restricted IS NULL THEN reason ELSE 'restricted' END AS reason
FROM decision
WHERE trim(reason) <> '' AND links IS NOT NULL
