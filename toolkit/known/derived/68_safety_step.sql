-- Steps that build safety: a service begun, somebody of the network with a task, a meeting with the network or the family, a
-- safety plan. A service that ended before the day stated for its start was never begun.
SELECT view_no, statement_id, occurred_on FROM service WHERE coalesce(taken_up, true) AND coalesce(ended_on >= occurred_on, true)
UNION ALL SELECT view_no, statement_id, occurred_on FROM network_member WHERE plain(task) IS NOT NULL
UNION ALL SELECT view_no, statement_id, occurred_on FROM meeting WHERE kind IN ('network meeting', 'family group conference')
UNION ALL SELECT view_no, statement_id, occurred_on FROM plan WHERE kind = 'safety plan'
