-- Reviews of the open case, one a day on which any was held: since the review before, was a goal or a plan begun or ended?
-- What a review concluded is written in free words; that it let the plan continue is read from nothing having changed.
WITH held AS (
    SELECT r.view_no, r.occurred_on, min(r.statement_id) AS statement_id
    FROM review r JOIN open_case o USING (view_no) WHERE r.occurred_on >= o.opened_on GROUP BY r.view_no, r.occurred_on),
round AS (SELECT *, lag(occurred_on) OVER (PARTITION BY view_no ORDER BY occurred_on) AS since FROM held),
turn AS (
    SELECT view_no, unnest([occurred_on, ended_on]) AS turned_on FROM goal
    UNION ALL SELECT view_no, unnest([occurred_on, ended_on]) FROM plan)
SELECT r.view_no, r.statement_id, r.occurred_on, r.since,
       coalesce(bool_or(t.turned_on <= r.occurred_on AND (r.since IS NULL OR t.turned_on > r.since)), false) AS changed
FROM round r LEFT JOIN turn t ON t.view_no = r.view_no
GROUP BY r.view_no, r.statement_id, r.occurred_on, r.since
