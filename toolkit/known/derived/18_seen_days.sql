-- Completed visits up to the view: how many, and when the child was last seen, and last seen alone.
-- A visit at which the child was not seen is none at which the child was seen alone, whatever else it says.
SELECT view_no, count(*) AS visits,
       max(occurred_on) FILTER (coalesce(seen, seen_alone)) AS seen_on,
       count(*) FILTER (seen IS NULL AND seen_alone IS NOT TRUE) AS seen_missing,
       max(occurred_on) FILTER (seen_alone AND seen IS NOT FALSE) AS alone_on,
       count(*) FILTER (seen_alone IS NULL AND seen IS NOT FALSE) AS alone_missing
FROM visit WHERE outcome = 'completed' GROUP BY view_no
