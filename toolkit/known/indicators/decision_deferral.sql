-- name: decision_deferral
-- label: Decisions that were put off
-- code: D17
-- family: decisions
-- aims at: purpose
-- question: How often was it decided not to decide yet?
-- definition: Of the decisions of the last twelve months, the share that put off the decision (kind `put off decision`).
--   Decisions of no stated kind count as missing: as not put off in the value and the lower bound, as put off in the upper.
-- unit: share
-- source: project definition (decision deferral)
-- parameters: months = 12 (how far back; a proposal)
-- tables: decision
-- reach: case
-- else: no decision was on record in that time
-- direction: higher is worse
-- explained by: something that had to be known first, and the day by which it would be
-- misleads: what was never put to a decision is no decision that was put off; small decisions make the share small
SELECT view_no, count(*) FILTER (plain(kind) = 'put off decision') AS numerator, count(*) AS denominator,
       count(*) FILTER (plain(kind) IS NULL) AS missing,
       count(*) FILTER (plain(kind) = 'put off decision') / count(*) AS value,
       count(*) FILTER (plain(kind) = 'put off decision') / count(*) AS lower,
       count(*) FILTER (coalesce(plain(kind), 'put off decision') = 'put off decision') / count(*) AS upper
FROM decision JOIN view USING (view_no) WHERE occurred_on > CAST(day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN plain(kind) = 'put off decision' THEN 'put off'
           WHEN plain(kind) IS NULL THEN 'kind not said' ELSE 'decided' END AS role
FROM decision JOIN view USING (view_no) WHERE occurred_on > CAST(day - to_months(CAST($months AS INTEGER)) AS DATE)
