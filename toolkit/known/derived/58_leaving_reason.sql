-- Since which day the reason for which a worker's time with a case ended has stood in the record: from the first version that
-- gave it, as later ones may only have put something else right.
SELECT view_no, entity_id, end_reason, min(recorded_on) AS given_on
FROM involvement_versions WHERE end_reason IS NOT NULL GROUP BY ALL
