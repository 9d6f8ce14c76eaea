-- Significant information: since when it has been on record, and on which day the plan, a decision or a supervision first cited it.
-- What cites it from a day before it was on record took it up on the day on which it was recorded.
WITH known AS (
    SELECT i.view_no, i.entity_id, i.statement_id, min(e.recorded_on) AS known_on
    FROM information i JOIN information_versions e USING (view_no, entity_id)
    WHERE i.significance = 'significant' GROUP BY i.view_no, i.entity_id, i.statement_id),
citing AS (
    SELECT view_no, occurred_on, 'the plan' AS kind, cites FROM plan
    UNION ALL SELECT view_no, occurred_on, 'the plan', cites FROM need
    UNION ALL SELECT view_no, occurred_on, 'the plan', cites FROM goal
    UNION ALL SELECT view_no, occurred_on, 'the plan', cites FROM action
    UNION ALL SELECT view_no, occurred_on, 'a decision', cites FROM decision
    UNION ALL SELECT view_no, occurred_on, 'a supervision', cites FROM supervision),
cited AS (SELECT view_no, occurred_on, kind, unnest(string_split(cites, ' ')) AS entity_id FROM citing WHERE cites IS NOT NULL)
SELECT k.view_no, k.entity_id, k.statement_id, k.known_on,
       min(greatest(c.occurred_on, k.known_on)) FILTER (c.kind IS NOT NULL) AS taken_on,
       arg_min(c.kind, (greatest(c.occurred_on, k.known_on), c.kind)) AS taken_by,
       min(greatest(c.occurred_on, k.known_on)) FILTER (c.kind <> 'a supervision') AS acted_on
FROM known k LEFT JOIN cited c ON c.view_no = k.view_no AND c.entity_id = k.entity_id
GROUP BY k.view_no, k.entity_id, k.statement_id, k.known_on
