-- words: a decision was approved before it was made
-- severity: warning
-- over: decision
-- column: approved_at
-- needs: decision.approved_at
-- todo: correct the wrong moment
-- source: by definition; an approval of the same day without a time counts as after
SELECT entity_id, statement_id, occurred_on AS day FROM {now}
WHERE approved_at < decided_at AND approved_at <> date_trunc('day', approved_at) OR CAST(approved_at AS DATE) < occurred_on
