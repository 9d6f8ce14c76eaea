-- Since which day the reason for which a placement ended has stood in the record: from the first version that gave it after
-- any that did not, as later ones may only have put something else right; and whether any version of it may not be shown.
WITH version AS (
    SELECT s.view_no, s.entity_id, s.change_reason, v.recorded_on, v.restricted, v.change_reason = s.change_reason AS gives_it,
           max(v.recorded_on) FILTER (v.change_reason IS DISTINCT FROM s.change_reason) OVER (PARTITION BY s.view_no, s.entity_id) AS otherwise_on
    FROM placement s JOIN placement_versions v USING (view_no, entity_id) WHERE s.change_reason IS NOT NULL)
SELECT view_no, entity_id, change_reason, bool_or(restricted IS NOT NULL) AS is_restricted,
       min(recorded_on) FILTER (gives_it AND coalesce(recorded_on >= otherwise_on, true)) AS given_on
FROM version GROUP BY ALL
