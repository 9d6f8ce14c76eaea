-- words: two placements of one child overlap
-- severity: error
-- over: placement
-- column: ended_on
-- todo: end the earlier one on the day the later one began; a short break is marked as such and may overlap
-- source: SSDA903 validation rule 501 (episodes overlap)
WITH standing AS (
    SELECT entity_id, case_id, occurred_on, coalesce(ended_on, DATE '9999-12-31') AS until
    FROM {table} WHERE withdrawn_at IS NULL AND occurred_on IS NOT NULL AND NOT coalesce(short_break, false)
)
SELECT later.entity_id
FROM standing AS earlier JOIN standing AS later
  ON later.case_id = earlier.case_id AND later.entity_id <> earlier.entity_id
 AND later.occurred_on >= earlier.occurred_on AND later.occurred_on < earlier.until
WHERE earlier.until < DATE '9999-12-31' AND later.occurred_on < later.until AND earlier.occurred_on < earlier.until
  AND (later.occurred_on > earlier.occurred_on OR later.entity_id > earlier.entity_id)
