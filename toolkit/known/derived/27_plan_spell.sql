-- Time on a child protection plan, and on a plan for a child in need. Plans of one kind that overlap are one spell, as each visit
-- and review serves them all: from the first day of the first to the last day of the last.
SELECT view_no, kind, spell_id AS entity_id, arg_min(statement_id, (occurred_on, entity_id)) AS statement_id,
       min(occurred_on) AS occurred_on, bool_and(exact) AS exact,
       CASE WHEN bool_and(ended_on IS NOT NULL) THEN max(ended_on) END AS ended_on,
       arg_max(end_reason, (ended_on, entity_id)) AS end_reason
FROM plan_part GROUP BY view_no, kind, spell_id
