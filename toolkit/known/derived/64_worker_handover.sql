-- Handovers: a social worker (or a worker of no recorded role) begins with the open case after another one.
SELECT view_no, statement_id, entity_id, occurred_on, worker_id
FROM (SELECT i.view_no, i.statement_id, i.entity_id, i.occurred_on, i.worker_id,
             lag(i.worker_id) OVER (PARTITION BY i.view_no ORDER BY i.occurred_on, i.entity_id) AS before
      FROM involvement i JOIN open_case o USING (view_no)
      WHERE is_social_worker(i.role) AND i.worker_id IS NOT NULL
          AND (i.ended_on IS NULL OR i.ended_on >= o.opened_on))
WHERE before <> worker_id
