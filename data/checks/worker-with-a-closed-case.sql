-- words: a worker's time goes on though the case is closed
-- severity: note
-- over: involvement
-- column: ended_on
-- needs: case.ended_on
-- todo: end it, or open the case again
-- source: by definition
SELECT i.entity_id, i.statement_id, i.occurred_on AS day FROM {now} i
WHERE i.ended_on IS NULL AND i.case_id IN (SELECT case_id FROM case_now WHERE case_id IS NOT NULL GROUP BY case_id HAVING count(ended_on) = count(*) AND max(ended_on) < (SELECT last_day FROM ending))
