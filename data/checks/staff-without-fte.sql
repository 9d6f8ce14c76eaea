-- words: a post without its share of full time
-- severity: warning
-- over: staff
-- column: fte
-- todo: fill in fte; without it no workload can be said
-- source: by definition: workload is cases to full-time equivalents
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE fte IS NULL OR fte <= 0
