-- words: the same is said of two things: a duplicate
-- severity: warning
-- over: status, placement, legal, need, information, incident, missing, measure, referral, assessment, plan, service, review, visit, goal, action, involvement, decision, contact, meeting, supervision, account
-- column: entity_id
-- todo: keep one and withdraw the other as merged, where they are one thing
-- source: by definition: same case, same day, same content, two entities
SELECT min(entity_id) AS entity_id, min(statement_id) AS statement_id, any_value(occurred_on) AS day FROM (
    SELECT entity_id, statement_id, occurred_on, hash(case_id, occurred_on, {content}) AS said FROM {now} WHERE occurred_on IS NOT NULL
) GROUP BY said HAVING count(DISTINCT entity_id) > 1
