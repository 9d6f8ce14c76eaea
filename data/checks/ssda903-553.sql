-- words: a placement order is on record, and no decision to place for adoption (SSDA903 553)
-- severity: warning
-- over: legal
-- column: legal_status
-- needs: legal.legal_status status.kind
-- todo: add the decision, or mend the status
-- source: SSDA903 validation rule 553 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM {now}
WHERE legal_status = 'E1' AND case_id NOT IN (SELECT case_id FROM status WHERE kind = 'placed for adoption' AND case_id IS NOT NULL)
