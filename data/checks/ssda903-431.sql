-- words: care starts anew on the very day on which the episode before ended (SSDA903 431)
-- severity: warning
-- over: placement
-- column: change
-- needs: placement.change
-- todo: mend the reason: the care went on
-- source: SSDA903 validation rule 431 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND change = 'S' AND ended_before = occurred_on
