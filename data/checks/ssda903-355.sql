-- words: an episode lasted less than a day (SSDA903 355)
-- severity: warning
-- over: placement
-- column: ended_on
-- needs: placement.ended_on
-- todo: correct the day on which it ended, or take the episode out
-- source: SSDA903 validation rule 355 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND ended_on = occurred_on
