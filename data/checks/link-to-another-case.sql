-- words: a link leads to a thing of another case ({column})
-- severity: warning
-- each: links.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: name the thing of this case; where two numbers are one child, say so in the table identity, and never across an adoption
-- source: by definition: a case is one child's record; an adoption ends an identity
SELECT x.{thing} AS entity_id, x.statement_id
FROM {now} x JOIN (SELECT entity_id, min(case_id) AS one, max(case_id) AS other FROM any_statement WHERE table_name IN ({to}) GROUP BY entity_id) t
  ON t.entity_id = x.{column}
ANTI JOIN (SELECT case_id AS here, alias_case_id AS there FROM identity_now UNION ALL SELECT alias_case_id, case_id FROM identity_now) i
  ON i.here = x.case_id AND i.there = t.one
WHERE x.case_id NOT IN (t.one, t.other)
