-- name: proof_seeking_share
-- label: Steps to prove against steps to build safety
-- family: direction
-- aims at: purpose
-- question: How much of the work was to find out what happened, against work that builds safety?
-- definition: Of the steps begun in the last twelve months, or since the record began to cover all of them where that is later,
--   the share that seek proof: expert assessments and section 47 enquiries, against those that build safety: members of the
--   network who are no professionals, meetings of the network, safety plans and services begun and taken up. The denominator is
--   all of them.
-- unit: share
-- source: project definition (proof-seeking against safety-building)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: assessment, network_member, meeting, plan, service
-- reach: case
-- direction: higher is worse
-- flag: above 0.6, more is done to prove than to build safety (a proposal of this project)
-- else: no such step was begun in the last twelve months
-- explained by: a new worry that the law says must be enquired into
-- misleads: steps are counted, not weighed: one network meeting may do more than five services
-- shared
WITH span AS (
    SELECT v.view_no, greatest(CAST(any_value(v.day) - to_months(CAST($months AS INTEGER)) AS DATE),
                               max(c.covered_from) - 1) AS since
    FROM view v JOIN cover c USING (view_no)
    WHERE c.table_name IN ('assessment', 'network_member', 'meeting', 'plan', 'service') GROUP BY v.view_no),
step AS (
    SELECT a.view_no, a.statement_id, 'proof' AS side FROM assessment a JOIN span s USING (view_no)
    WHERE a.kind IN ('expert assessment', 'section 47 enquiry') AND a.occurred_on > s.since
    UNION ALL
    SELECT n.view_no, n.statement_id, 'safety' FROM network_step n JOIN span s USING (view_no) WHERE n.occurred_on > s.since
    UNION ALL
    SELECT p.view_no, p.statement_id, 'safety'
        FROM plan p JOIN span s USING (view_no) WHERE p.kind = 'safety plan' AND p.occurred_on > s.since
    UNION ALL
    SELECT e.view_no, e.statement_id, 'safety' FROM service e JOIN span s USING (view_no)
        WHERE coalesce(e.taken_up, true) AND coalesce(e.ended_on >= e.occurred_on, true) AND e.occurred_on > s.since)
-- answer
SELECT view_no, count(*) FILTER (side = 'proof') AS numerator, count(*) AS denominator, 0 AS missing,
    count(*) FILTER (side = 'proof') / count(*) AS value
FROM step GROUP BY view_no
-- evidence
SELECT view_no, statement_id, side AS role FROM step
