-- words: the placement from which a child went missing ended, and the time missing goes on (SSDA903 575)
-- severity: warning
-- over: missing
-- column: ended_on
-- needs: placement.ended_on
-- todo: end it on that day; a new one may begin
-- source: SSDA903 validation rule 575 (2024/25 edition)
SELECT m.entity_id, m.statement_id, m.occurred_on AS day FROM {now} m
ASOF JOIN (SELECT case_id, occurred_on, ended_on FROM care_episode WHERE NOT short_break) e ON e.case_id = m.case_id AND e.occurred_on <= m.occurred_on
WHERE m.ended_on IS NULL AND e.ended_on > m.occurred_on
