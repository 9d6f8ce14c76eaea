-- words: the child's first episode on record is no start of care (SSDA903 357)
-- severity: warning
-- over: placement
-- column: change
-- needs: placement.change
-- todo: add the episodes before it, or mend the reason
-- source: SSDA903 validation rule 357 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND nth = 1 AND change IN ('P', 'L', 'T', 'B', 'U') AND occurred_precision <> 'on or before' AND occurred_on > (SELECT first_day FROM ending)
