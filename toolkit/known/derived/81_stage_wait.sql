-- For how long a stage has gone on that has not ended, the one that began first: its days, how many such spells the case has
-- had, and of how many the first day is not known. Where that is so of this one, they are the least that it can be.
WITH longest AS (
    SELECT view_no, stage, max(days) FILTER (ended_on IS NULL) AS days, count(*) AS spells,
           count(*) FILTER (NOT exact) AS inexact,
           arg_min(exact, (started_on, entity_id)) FILTER (ended_on IS NULL) AS exact,
           arg_min(watched, (started_on, entity_id)) FILTER (ended_on IS NULL) AS watched
    FROM stage_watched GROUP BY view_no, stage HAVING count(*) FILTER (ended_on IS NULL) > 0)
SELECT view_no, stage, days, spells, inexact, CASE WHEN exact AND watched THEN days END AS value,
       CASE WHEN watched THEN days END AS lower,
       CASE WHEN exact AND watched THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT watched THEN 'it began before the record covered what would have ended it'
            WHEN NOT exact THEN 'at least this many: the first day is not known' ELSE '' END AS reason
FROM longest
