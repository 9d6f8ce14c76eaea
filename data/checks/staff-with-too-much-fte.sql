-- words: a post of more than {limit fte_highest} of full time
-- severity: warning
-- over: staff
-- column: fte
-- needs: staff.fte
-- todo: write 1 for full time, 0.5 for half
-- source: project: see data/checks/limits.csv
SELECT entity_id, statement_id, occurred_on AS day FROM {now} WHERE fte > {limit fte_highest}
