-- words: a need was open for more than {limit need_days} days and no goal answers it
-- severity: note
-- over: need
-- column: entity_id
-- needs: goal.need_id
-- covered: goal
-- todo: set a goal, or say why there is none
-- source: plans answer needs: Working Together to Safeguard Children; the days are the project's
SELECT n.entity_id, n.statement_id, n.occurred_on AS day FROM {now} n
WHERE coalesce(n.ended_on, (SELECT last_day FROM ending)) - n.occurred_on > {limit need_days}
  AND n.entity_id NOT IN (SELECT need_id FROM goal WHERE need_id IS NOT NULL)
