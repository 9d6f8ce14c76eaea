-- Appointments with the child or the family that were kept or missed: visits, and contacts with the child, a parent or a carer.
-- A visit that was called off is neither.
SELECT view_no, statement_id, entity_id, occurred_on, outcome = 'completed' AS kept,
       outcome = 'completed' AND seen IS NULL AND seen_alone IS NOT TRUE AS seen_missing,
       outcome = 'completed' AND coalesce(seen, seen_alone, false) AS child_met, false AS parent_met
FROM visit WHERE outcome IN ('completed', 'attempted')
UNION ALL
SELECT c.view_no, c.statement_id, c.entity_id, c.occurred_on, held.in_group = 'kept', false,
       held.in_group = 'kept' AND how.word IS NOT NULL AND c.kind = 'with the child',
       held.in_group = 'kept' AND how.word IS NOT NULL AND c.kind = 'with a parent or carer'
FROM contact c
JOIN word_group held ON held.list = 'contact outcome' AND held.in_group IN ('kept', 'missed') AND held.word = plain(c.outcome)
LEFT JOIN word_group how ON how.list = 'contact channel' AND how.in_group = 'face to face' AND how.word = plain(c.channel)
WHERE c.kind IN ('with the child', 'with a parent or carer')
