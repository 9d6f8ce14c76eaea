-- words: an episode began before the return was made at all, 14 October 1991 (SSDA903 353)
-- severity: warning
-- over: placement
-- column: occurred_on
-- todo: mend the year
-- source: SSDA903 validation rule 353 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND occurred_on < DATE '1991-10-14'
