-- words: the decision to place for adoption was made before the child came into care (SSDA903 1003)
-- severity: warning
-- over: status
-- column: occurred_on
-- needs: status.kind placement.occurred_on
-- todo: mend the day, or add the earlier episode of care
-- source: SSDA903 validation rule 1003 (2024/25 edition)
SELECT s.entity_id, s.statement_id, s.occurred_on AS day FROM {now} s JOIN (SELECT case_id, min(occurred_on) AS first_on FROM care_episode GROUP BY case_id) c ON c.case_id = s.case_id
WHERE s.kind = 'placed for adoption' AND s.occurred_on < c.first_on
