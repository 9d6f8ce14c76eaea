-- words: the category of need differs from that at the start of the period of care (SSDA903 504)
-- severity: warning
-- over: placement
-- column: change
-- needs: legal.category_of_need
-- todo: it stays as it was when care began: correct it in legal.category_of_need
-- source: SSDA903 validation rule 504 (2024/25 edition)
SELECT entity_id, statement_id, occurred_on AS day FROM care_episode WHERE NOT short_break AND change IN ('P', 'L', 'T', 'B', 'U') AND ended_before = occurred_on AND need_before <> category_of_need
