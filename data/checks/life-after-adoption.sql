-- words: something is on record for a number after the child was adopted
-- severity: error
-- over: statements
-- column: occurred_on
-- todo: give what came after the adoption a case of its own: nothing may link it to what came before
-- source: SSDA903 validation rule 199 (an adopted child appears again); an adoption ends an identity
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x JOIN adoption a ON a.case_id = x.case_id
WHERE x.occurred_on > a.adopted_on AND x.occurred_precision = 'day' AND '{name}' NOT IN ('review', 'meeting', 'decision', 'person', 'child')
