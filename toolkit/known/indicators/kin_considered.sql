-- name: kin_considered
-- label: Decisions on where to live that weighed kin
-- family: network
-- aims at: purpose
-- question: When it was decided where the child lives, were relatives and friends among the options?
-- definition: Of the decisions on record about where the child lives, the share whose options name a relative or friend, as a whole
--   word, alone or with -s or -ship at its end (aunts, kinship). A decision without options on record counts as missing: as one
--   without kin in the value and the lower bound, as one with kin in the upper. Which words name kin, and which decisions these
--   are, stands in data/known/word_groups.csv.
-- unit: share
-- source: Children Act 1989, section 22C(6) and (7) (preference for a relative, friend or other connected person)
-- tables: decision
-- reach: case
-- direction: lower is worse
-- else: no decision about where the child lives was on record
-- explained by: kin who had been ruled out before
-- misleads: what was weighed and not written down does not show
-- shared
WITH kin_word AS (
    SELECT '(^|[^a-z])(' || string_agg(word, '|' ORDER BY word) || ')(s|ship)?([^a-z]|$)' AS pattern
    FROM word_group w WHERE w.list = 'kin'),
step AS (
    SELECT DISTINCT d.view_no, d.entity_id, d.statement_id, coalesce(trim(d.options, ' ;|'), '') = '' AS unsaid,
           coalesce(regexp_matches(d.options, k.pattern), false) AS kin
    FROM decision_group d CROSS JOIN kin_word k
    WHERE d.in_group = 'where to live')
-- answer
SELECT view_no, count(*) FILTER (kin) AS numerator, count(*) AS denominator, count(*) FILTER (unsaid) AS missing,
       count(*) FILTER (kin) / count(*) AS value, count(*) FILTER (kin) / count(*) AS lower,
       count(*) FILTER (kin OR unsaid) / count(*) AS upper
FROM step GROUP BY view_no
-- evidence
SELECT view_no, statement_id,
       CASE WHEN kin THEN 'kin among the options' WHEN unsaid THEN 'options not said' ELSE 'kin not among them' END AS role
FROM step
