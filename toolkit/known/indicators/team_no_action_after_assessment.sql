-- name: team_no_action_after_assessment
-- label: Assessments of the team that ended with no further action
-- code: C6
-- family: workload
-- aims at: purpose
-- question: How many of the assessments of this case's team ended with no further action?
-- definition: Of the assessments that the team which holds this case finished in the twelve months up to the view with an
--   outcome on record, the share that ended with no further action. A team of fewer than five workers or open cases is not
--   counted.
-- unit: share
-- source: Standard Safeguarding Dataset, child in need assessments (outcome no further action); project (counted by
--   team)
-- parameters: months = 12 (how far back; a proposal of this project); workers = 5 (least number of the team's workers;
--   data/policy/default.toml); children = 5 (least number of its open cases; data/policy/default.toml)
-- tables: case, assessment, staff
-- reach: cohort
-- direction: neither
-- else: the case was not open with a team on that day
-- explained by: referrals that called for a look and for nothing more, or help that others gave meanwhile
-- misleads: an assessment that ends with no further action may have helped, and may have been an intrusion
WITH flow AS (
    SELECT t.view_no, t.workers < $workers OR t.children < $children AS few, coalesce(sum(m.no_action), 0) AS num,
        coalesce(sum(m.assessed), 0) AS den
    FROM team_of t LEFT JOIN team_month m ON m.team_no = t.team_no AND m.months_before < $months
    GROUP BY t.view_no, t.workers, t.children)
SELECT view_no, num AS numerator, den AS denominator, 0 AS missing, CASE WHEN NOT few THEN num / nullif(den, 0) END AS value,
       CASE WHEN few THEN 'suppressed' WHEN den = 0 THEN 'not applicable' ELSE 'ok' END AS status,
       CASE WHEN few THEN 'the team is too small to be counted'
           WHEN den = 0 THEN 'the team finished no assessment in that time' ELSE '' END AS reason
FROM flow
-- evidence
SELECT view_no, statement_id, 'case of the team' AS role FROM team_of
