-- Completed visits since the case opened: how many, and when the child was last seen, and last seen alone. Where the day on which
-- it opened is not known, all of them.
-- A visit at which the child was not seen is none at which the child was seen alone, whatever else it says.
SELECT v.view_no, count(*) AS visits,
       max(occurred_on) FILTER (coalesce(seen, seen_alone)) AS seen_on,
       count(*) FILTER (seen IS NULL AND seen_alone IS NOT TRUE) AS seen_missing,
       max(occurred_on) FILTER (seen_alone AND seen IS NOT FALSE) AS alone_on,
       count(*) FILTER (seen_alone IS NULL AND seen IS NOT FALSE) AS alone_missing
FROM visit v JOIN open_case o ON o.view_no = v.view_no AND (v.occurred_on >= o.opened_on OR NOT o.start_known)
WHERE v.outcome = 'completed' GROUP BY v.view_no
