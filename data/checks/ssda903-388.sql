-- words: an episode ended because another began that day, and there is none (SSDA903 388)
-- severity: warning
-- over: placement
-- column: end_reason
-- needs: placement.end_reason
-- todo: add the episode that followed, or mend the reason: there is a gap in care
-- source: SSDA903 validation rule 388 (2024/25 edition)
SELECT entity_id, statement_id, ended_on AS day FROM care_episode WHERE NOT short_break AND end_reason = 'X1' AND (next_on IS NULL OR next_on > ended_on) AND ended_on < (SELECT last_day FROM ending)
