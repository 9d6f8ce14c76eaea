-- name: team_screened_in
-- label: Referrals that the team took on
-- code: C4
-- family: workload
-- aims at: purpose
-- question: How many of the referrals to this case's team were taken on?
-- definition: Of the referrals made to the team that holds this case in the twelve months up to the view and decided as known
--   there, the share accepted; the others ended with no further action or were sent on. A team of fewer than five workers or
--   open cases is not counted.
-- unit: share
-- source: project definition (threshold); Department for Education, characteristics of children in need (referrals with no
--   further action)
-- parameters: months = 12 (how far back; a proposal of this project); workers = 5 (least number of the team's workers;
--   data/policy/default.toml); children = 5 (least number of its open cases; data/policy/default.toml)
-- tables: case, referral, staff
-- reach: cohort
-- direction: neither
-- else: the case was not open with a team on that day
-- explained by: who refers and what, a front door that sends on only what it means to be taken, or a change of threshold
-- misleads: who refers, and what, differs between teams: a share is no measure of a right threshold
WITH flow AS (
    SELECT t.view_no, t.workers < $workers OR t.children < $children AS few, coalesce(sum(m.accepted), 0) AS num,
        coalesce(sum(m.accepted + m.screened_out), 0) AS den
    FROM team_of t LEFT JOIN team_month m ON m.team_no = t.team_no AND m.months_before < $months
    GROUP BY t.view_no, t.workers, t.children)
SELECT view_no, num AS numerator, den AS denominator, 0 AS missing, CASE WHEN NOT few THEN num / nullif(den, 0) END AS value,
       CASE WHEN few THEN 'suppressed' WHEN den = 0 THEN 'not applicable' ELSE 'ok' END AS status,
       CASE WHEN few THEN 'the team is too small to be counted'
           WHEN den = 0 THEN 'no referral to the team was decided in that time' ELSE '' END AS reason
FROM flow
-- evidence
SELECT view_no, statement_id, 'case of the team' AS role FROM team_of
