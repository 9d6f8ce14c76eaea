-- name: times_child_was_asked
-- label: Times that the child was asked what happened
-- family: direction
-- aims at: purpose
-- question: How often was this child asked for its story in the last twelve months?
-- definition: Assessments, section 47 enquiries and expert assessments begun in the last twelve months for which the child was seen
--   (or for which it is not said that it was not), and return interviews held in that time and recorded on or after their day, one
--   for each time missing, unless it is recorded that the child declined. The denominator is the number of days in that window.
-- unit: times
-- source: project definition (trauma-informed work: repeat interviews)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: assessment, missing
-- reach: case
-- direction: higher is worse
-- flag: at least 4, the child was asked four times in a year (a proposal of this project)
-- else: the case did not stand in the record on that date
-- explained by: new events that had to be asked about
-- misleads: how it was asked matters more than how often
-- shared
WITH asked AS (
    SELECT a.view_no, a.statement_id FROM assessment a JOIN view v USING (view_no)
    WHERE a.kind IN ('section 47 enquiry', 'expert assessment', 'assessment')
        AND a.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND coalesce(a.seen, true)
    UNION ALL
    SELECT m.view_no, m.statement_id FROM missing m JOIN view v USING (view_no)
    WHERE m.interview_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AND m.interview_on <= m.recorded_on
        AND m.interview_accepted IS NOT FALSE)
-- answer
WITH span AS (SELECT view_no, day, CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) AS since FROM view v),
counted AS (
    SELECT s.view_no, s.day, s.since, count(a.statement_id) AS times
    FROM span s LEFT JOIN asked a ON a.view_no = s.view_no GROUP BY s.view_no, s.day, s.since)
SELECT view_no, times AS numerator, day - since AS denominator, 0 AS missing,
       CASE WHEN covered_from <= since + 1 THEN times END AS value, times AS lower,
       CASE WHEN covered_from <= since + 1 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN covered_from <= since + 1 THEN ''
            ELSE 'at least this many: the record covers assessments or spells missing only from ' || covered_from END AS reason
FROM counted JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('assessment', 'missing')
                   GROUP BY view_no) c USING (view_no)
-- evidence
SELECT view_no, statement_id, 'asked' AS role FROM asked
