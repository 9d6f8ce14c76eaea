-- words: a goal was open for more than {limit goal_days} days and no action serves it
-- severity: note
-- over: goal
-- column: entity_id
-- needs: action.goal_id
-- covered: action
-- todo: agree what is to be done, or say why nothing is
-- source: plans say who does what by when: Working Together to Safeguard Children; the days are the project's
SELECT g.entity_id, g.statement_id, g.occurred_on AS day FROM {now} g
WHERE coalesce(g.ended_on, (SELECT last_day FROM ending)) - g.occurred_on > {limit goal_days}
  AND g.entity_id NOT IN (SELECT goal_id FROM action WHERE goal_id IS NOT NULL)
