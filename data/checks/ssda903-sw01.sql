-- words: a child is looked after at the end of the record, and no social worker is on record (SSDA903 SW01STG1)
-- severity: warning
-- over: placement
-- column: occurred_on
-- needs: involvement.worker_id
-- covered: involvement
-- from: 2024
-- todo: record who works with the child
-- source: SSDA903 validation rule SW01STG1 (2024/25 edition)
SELECT e.entity_id, e.statement_id, (SELECT last_day FROM ending) AS day FROM care_episode e
WHERE e.ended_on IS NULL AND NOT e.short_break AND e.case_id NOT IN (SELECT case_id FROM involvement_now WHERE case_id IS NOT NULL
    AND coalesce(ended_on, DATE '9999-12-31') >= (SELECT last_day FROM ending))
