-- Since which day the reason for which a worker's time with a case ended has stood in the record: from the first version that gave it after
-- any that did not, as later ones may only have put something else right; and whether any version of it may not be shown.
WITH version AS (
    SELECT s.view_no, s.entity_id, s.end_reason, v.recorded_on, v.restricted, v.end_reason = s.end_reason AS gives_it,
           max(v.recorded_on) FILTER (v.end_reason IS DISTINCT FROM s.end_reason) OVER (PARTITION BY s.view_no, s.entity_id) AS otherwise_on
    FROM involvement s JOIN involvement_versions v USING (view_no, entity_id) WHERE s.end_reason IS NOT NULL)
SELECT view_no, entity_id, end_reason, bool_or(restricted IS NOT NULL) AS is_restricted,
       min(recorded_on) FILTER (gives_it AND coalesce(recorded_on >= otherwise_on, true)) AS given_on
FROM version GROUP BY ALL
