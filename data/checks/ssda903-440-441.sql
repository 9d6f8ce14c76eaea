-- words: how the child took part does not fit its age at the review (SSDA903 440 and 441)
-- severity: warning
-- over: review
-- column: participation
-- needs: review.participation child.born_on
-- todo: PN0 is for children under four, the others for older ones
-- source: SSDA903 validation rules 440 and 441 (2024/25 edition)
SELECT x.entity_id, x.statement_id, x.occurred_on AS day FROM {now} x JOIN birth b ON b.case_id = x.case_id
WHERE (x.participation = 'PN0') <> (x.occurred_on < b.born_on + INTERVAL 4 YEAR) AND b.born_on IS NOT NULL
