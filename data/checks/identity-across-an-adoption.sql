-- words: two numbers are joined across an adoption
-- severity: error
-- over: identity
-- column: case_id
-- todo: take the line out: an adoption ends an identity, and nothing may link what comes after to what came before
-- source: the law on adoption gives a child a new identity; design rule of the record
SELECT 'row ' || (i.rowid + 2) AS entity_id FROM identity i
WHERE i.withdrawn_at IS NULL AND i.alias_case_id <> i.case_id
  AND (i.case_id IN (SELECT case_id FROM adoption) OR i.alias_case_id IN (SELECT case_id FROM adoption))
