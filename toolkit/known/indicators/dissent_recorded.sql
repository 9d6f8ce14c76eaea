-- name: dissent_recorded
-- label: Decisions with dissent on record
-- family: decisions
-- aims at: purpose
-- question: In how many decisions is it on record that somebody disagreed?
-- definition: Of the decisions of the last twelve months, the share with a dissent on record. Where none is on record nobody
--   disagreed, or nobody wrote it down.
-- unit: share
-- source: project definition (dissent recorded)
-- parameters: months = 12 (how far back; a proposal of this project)
-- tables: decision
-- reach: case
-- direction: neither
-- else: no decision was made in the last twelve months
-- explained by: few decisions, or such as nobody could see otherwise
-- misleads: never a dissent may mean agreement or fear; many may mean openness or a quarrel
SELECT d.view_no, count(plain(d.dissent)) AS numerator, count(*) AS denominator, 0 AS missing,
       count(plain(d.dissent)) / count(*) AS value
FROM decision d JOIN view v USING (view_no)
    WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE) GROUP BY d.view_no
-- evidence
SELECT d.view_no, d.statement_id, CASE WHEN plain(d.dissent) IS NULL THEN 'without dissent' ELSE 'with dissent' END AS role
FROM decision d JOIN view v USING (view_no)
WHERE d.occurred_on > CAST(v.day - to_months(CAST($months AS INTEGER)) AS DATE)
