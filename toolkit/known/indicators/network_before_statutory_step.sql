-- name: network_before_statutory_step
-- label: Statutory steps before which the network was brought in
-- code: R13
-- family: network
-- aims at: purpose
-- question: Was the child's network brought in before each statutory step?
-- definition: Of the decisions on record for a statutory step (a child protection plan, care, proceedings), the share before
--   whose day a member of the network who is no professional, or a meeting of the network, is on record. Steps
--   from before the record covered the network, with none on record, are left out and counted as missing. Which decisions these
--   are stands in data/known/word_groups.csv.
-- unit: share
-- source: Working Together to Safeguard Children 2023 (family group decision making, offered early and before
--   proceedings); project (any network meeting before the step)
-- tables: decision, network_member, meeting
-- reach: case
-- direction: lower is worse
-- else: no statutory step was on record, or none after the record began to cover the network
-- explained by: an emergency, or kin who are the danger
-- misleads: kin may have been asked and not been written down
-- shared
WITH step AS (
    SELECT d.view_no, d.entity_id, any_value(d.statement_id) AS statement_id, d.occurred_on, min(n.occurred_on) AS first_on,
           arg_min(n.statement_id, (n.occurred_on, n.statement_id)) AS sign,
           min(n.occurred_on) IS NOT NULL OR d.occurred_on > c.covered_from AS watched
    FROM decision_group d
    JOIN (SELECT view_no, max(covered_from) AS covered_from FROM cover WHERE table_name IN ('network_member', 'meeting')
          GROUP BY view_no) c USING (view_no)
    LEFT JOIN network_step n ON n.view_no = d.view_no AND n.occurred_on < d.occurred_on
    WHERE d.in_group = 'statutory step' GROUP BY d.view_no, d.entity_id, d.occurred_on, c.covered_from)
-- answer
SELECT view_no, count(first_on) AS numerator, count(*) FILTER (watched) AS denominator, count(*) FILTER (NOT watched) AS missing,
       count(first_on) / count(*) FILTER (watched) AS value
FROM step GROUP BY view_no HAVING count(*) FILTER (watched) > 0
-- evidence
SELECT view_no, statement_id, 'statutory step' AS role FROM step WHERE watched
UNION ALL SELECT view_no, sign, 'network before it' FROM step WHERE sign IS NOT NULL
