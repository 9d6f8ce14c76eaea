-- What was done in the case, by day: visits and contacts that took place, and actions that were set. The child's need is its
-- object where the child was seen or spoken with, or where the action serves a goal that answers a need of the child.
SELECT view_no, statement_id, occurred_on, 'visit' AS what, coalesce(seen, false) OR coalesce(seen_alone, false) AS on_child,
       seen IS NULL AND seen_alone IS NOT TRUE AS unsaid
FROM visit WHERE outcome = 'completed'
UNION ALL
SELECT c.view_no, c.statement_id, c.occurred_on, 'contact', c.kind = 'with the child', false
FROM contact c LEFT JOIN word_group w ON w.list = 'contact outcome' AND w.in_group = 'not held' AND w.word = plain(c.outcome)
WHERE c.kind IN ('with the child', 'with a parent or carer', 'with a partner') AND w.word IS NULL
UNION ALL
SELECT a.view_no, a.statement_id, a.occurred_on, 'action', g.need_id IS NOT NULL, g.entity_id IS NOT NULL AND g.need_id IS NULL
FROM action a LEFT JOIN goal g ON g.view_no = a.view_no AND g.entity_id = a.goal_id
