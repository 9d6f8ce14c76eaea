-- words: the child died before it was born
-- severity: error
-- over: child
-- column: died_on
-- needs: child.died_on
-- todo: mend the wrong one
-- source: CIN census validation rule 8535Q
SELECT entity_id, statement_id FROM {now} WHERE died_on < born_on
