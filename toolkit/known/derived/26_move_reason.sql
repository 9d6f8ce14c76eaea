-- Since which day the reason for which a placement ended has stood in the record: from the first version that gave it, as later
-- ones may only have put something else right.
SELECT view_no, entity_id, change_reason, min(recorded_on) AS given_on
FROM placement_versions WHERE change_reason IS NOT NULL GROUP BY ALL
