-- words: a worker has a case and no post in the table of staff on that day
-- severity: note
-- over: involvement
-- column: worker_id
-- needs: staff.worker_id
-- covered: staff
-- todo: add the post; without it no workload can be said
-- source: by definition: workload is cases to full-time equivalents
SELECT i.entity_id, i.statement_id, i.occurred_on AS day
FROM {now} i ASOF LEFT JOIN (SELECT worker_id, occurred_on, max(coalesce(ended_on, DATE '9999-12-31')) OVER (PARTITION BY worker_id ORDER BY occurred_on) AS until
    FROM staff_now WHERE occurred_on IS NOT NULL AND worker_id IS NOT NULL) s ON s.worker_id = i.worker_id AND s.occurred_on <= i.occurred_on
WHERE i.worker_id IS NOT NULL AND i.occurred_on IS NOT NULL AND plain_role(i.role) = 'social worker' AND (s.until IS NULL OR s.until < i.occurred_on)
