-- words: the child was adopted, and the decision to place for adoption is said to have been reversed (SSDA903 558)
-- severity: warning
-- over: status
-- column: end_reason
-- needs: status.kind placement.end_reason
-- todo: take the end of the decision out, or mend the reason why care ended
-- source: SSDA903 validation rule 558 (2024/25 edition)
SELECT s.entity_id, s.statement_id, s.ended_on AS day FROM {now} s JOIN adoption a ON a.case_id = s.case_id
WHERE s.kind = 'placed for adoption' AND s.ended_on < a.adopted_on AND coalesce(s.end_reason, '') <> 'adopted'
  AND s.occurred_on = (SELECT max(o.occurred_on) FROM status_now o WHERE o.case_id = s.case_id AND o.kind = 'placed for adoption')
