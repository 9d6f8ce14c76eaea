-- Spells in which every goal that the case ever had was over and one at least was reached: since the day on which the last
-- open one was, until the next began. A goal that takes over on the day on which another ends leaves no such spell.
WITH change AS (
    SELECT view_no, occurred_on AS day, 1 AS more, 0 AS reached, NULL AS statement_id, NULL AS entity_id FROM goal
    UNION ALL
    SELECT view_no, ended_on, -1, CAST(coalesce(outcome, '') = 'reached' AS INTEGER), statement_id, entity_id
    FROM goal WHERE ended_on IS NOT NULL),
daily AS (
    SELECT view_no, day, sum(more) AS more, sum(reached) AS reached, max(statement_id) AS statement_id, max(entity_id) AS entity_id
    FROM change GROUP BY view_no, day),
run AS (
    SELECT *, sum(more) OVER so_far AS left_open, sum(reached) OVER so_far AS reached_so_far, lead(day) OVER so_far AS next_on
    FROM daily WINDOW so_far AS (PARTITION BY view_no ORDER BY day))
SELECT view_no, day AS done_on, next_on, statement_id, entity_id FROM run WHERE left_open = 0 AND reached_so_far > 0
