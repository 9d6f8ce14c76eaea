-- words: the child was missing when care ended, and the reason for the end is not E8 (SSDA903 580)
-- severity: warning
-- over: placement
-- column: end_reason
-- needs: placement.end_reason missing.occurred_on
-- todo: mend the reason, or the end of the time missing
-- source: SSDA903 validation rule 580 (2024/25 edition)
SELECT e.entity_id, e.statement_id, e.ended_on AS day FROM care_episode e JOIN missing_now m ON m.case_id = e.case_id
 AND m.occurred_on < e.ended_on AND m.ended_on = e.ended_on
WHERE in_group('REC', e.end_reason, 'final') AND e.end_reason <> 'E8'
