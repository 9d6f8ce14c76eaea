-- words: care ended without an adoption, and the decision to place for adoption stands open (SSDA903 557)
-- severity: warning
-- over: status
-- column: ended_on
-- needs: status.kind placement.end_reason
-- todo: end the decision, with the reason
-- source: SSDA903 validation rule 557 (2024/25 edition)
SELECT s.entity_id, s.statement_id, s.occurred_on AS day FROM {now} s
JOIN (SELECT case_id, arg_max(end_reason, occurred_on) AS reason, bool_and(ended_on IS NOT NULL) AS over, max(ended_on) AS out_on FROM care_episode WHERE NOT short_break GROUP BY case_id) c ON c.case_id = s.case_id
WHERE s.kind = 'placed for adoption' AND s.ended_on IS NULL AND c.over AND s.occurred_on <= c.out_on AND in_group('REC', c.reason, 'final') AND NOT in_group('REC', c.reason, 'adoption')
