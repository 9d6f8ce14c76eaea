-- The days on which the child was seen on a completed visit (or on which a completed visit does not say), each once.
SELECT view_no, occurred_on, min(statement_id) AS statement_id
FROM visit WHERE outcome = 'completed' AND coalesce(seen, true)
GROUP BY view_no, occurred_on
