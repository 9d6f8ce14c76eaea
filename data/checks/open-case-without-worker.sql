-- words: a case is open and nobody works with it
-- severity: warning
-- over: case
-- column: ended_on
-- needs: involvement.worker_id
-- covered: involvement
-- todo: allocate it, close it, or record who works with it
-- source: SSDA903 validation rule SW01STG1 for looked after children; the days are the project's
SELECT c.entity_id, c.statement_id, c.occurred_on AS day FROM {now} c
WHERE c.ended_on IS NULL AND c.occurred_on + INTERVAL {limit worker_days} DAY <= (SELECT last_day FROM ending)
  AND c.case_id NOT IN (SELECT case_id FROM involvement_now WHERE ended_on IS NULL AND worker_id IS NOT NULL AND case_id IS NOT NULL)
