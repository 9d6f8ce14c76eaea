-- words: an episode has an end without a reason, or a reason without an end (SSDA903 148)
-- severity: warning
-- over: placement
-- column: end_reason
-- needs: placement.end_reason
-- todo: fill in the other of the two
-- source: SSDA903 validation rule 148 (2024/25 edition)
SELECT entity_id, statement_id, coalesce(ended_on, occurred_on) AS day FROM care_episode WHERE NOT short_break AND (ended_on IS NULL) <> (end_reason IS NULL)
