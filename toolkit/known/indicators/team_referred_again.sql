-- name: team_referred_again
-- label: Screened-out children referred again within 12 months
-- code: C5
-- family: workload
-- aims at: purpose
-- question: How many of the children whom this case's team did not take on were referred again within a year?
-- definition: Of the referrals that the team screened out in the twelve months that ended a year before the view, the share
--   after which the same child was referred again, to anybody, within twelve months. All are followed for the whole time. A
--   team of fewer than five workers or open cases is not counted.
-- unit: share
-- source: Department for Education, characteristics of children in need (re-referrals within 12 months)
-- parameters: months = 12 (how many months of referrals; a proposal of this project); follow = 12 (months for which each is
--   followed; the published measure); workers = 5 (least number of the team's workers; data/policy/default.toml); children = 5
--   (least number of its open cases; data/policy/default.toml)
-- tables: case, referral, staff
-- reach: cohort
-- direction: higher is worse
-- else: the case was not open with a team on that day
-- explained by: a second referral about something new, or a rule that everything is to be referred
-- misleads: a second referral may be a new event, and who was never referred again may have been harmed
WITH flow AS (
    SELECT t.view_no, t.workers < $workers OR t.children < $children AS few, coalesce(sum(m.again_12), 0) AS num,
        coalesce(sum(m.screened_out), 0) AS den
    FROM team_of t LEFT JOIN team_month m ON m.team_no = t.team_no AND m.months_before >= $follow
        AND m.months_before < $follow + $months
    GROUP BY t.view_no, t.workers, t.children)
SELECT view_no, num AS numerator, den AS denominator, 0 AS missing, CASE WHEN NOT few THEN num / nullif(den, 0) END AS value,
       CASE WHEN few THEN 'suppressed' WHEN den = 0 THEN 'not applicable' ELSE 'ok' END AS status,
       CASE WHEN few THEN 'the team is too small to be counted'
           WHEN den = 0 THEN 'the team screened out no referral in that time' ELSE '' END AS reason
FROM flow
-- evidence
SELECT view_no, statement_id, 'case of the team' AS role FROM team_of
