-- words: a placement order before the decision to place for adoption (SSDA903 554)
-- severity: warning
-- over: legal
-- column: legal_status
-- needs: legal.legal_status status.kind
-- todo: look up both days and correct the wrong one
-- source: SSDA903 validation rule 554 (2024/25 edition)
SELECT l.entity_id, l.statement_id, l.occurred_on AS day FROM {now} l JOIN (SELECT case_id, min(occurred_on) AS decided_on FROM status_now WHERE kind = 'placed for adoption' GROUP BY case_id) s ON s.case_id = l.case_id
WHERE l.legal_status = 'E1' AND l.occurred_on < s.decided_on
