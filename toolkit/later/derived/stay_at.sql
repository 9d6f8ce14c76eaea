-- The placement that counts for a view, one row a view: the one in which the child was at the end of its day. Where that one
-- ended on the day on which another began that the view's own decision made, or the day before, as the record has it (the
-- decision of the placement, or the decision's links), its end is what was decided, and the one that the decision began counts
-- instead. Of a later move that is linked to no decision the record cannot tell, and the detail says so.
WITH at_view AS (
    SELECT v.view_no, v.decision_id, s.*
    FROM spot v JOIN stay s ON s.case_id = v.case_id AND s.started_on <= v.day AND s.until > v.day
    QUALIFY row_number() OVER (PARTITION BY v.view_no ORDER BY s.started_on DESC, s.until DESC, s.detail) = 1),
made AS (
    SELECT case_id, occurred_on AS began_on, decision_id FROM fact_placement WHERE decision_id <> ''
    UNION
    SELECT p.case_id, p.occurred_on, d.entity_id
    FROM fact_placement p JOIN fact_decision d ON d.case_id = p.case_id AND list_contains(string_split(d.links, ' '), p.entity_id)),
decided AS (
    SELECT a.view_no, a.decision_id, s.*
    FROM at_view a JOIN made m ON m.case_id = a.case_id AND m.decision_id = a.decision_id
        AND m.began_on BETWEEN a.ended_on AND a.ended_on + 1
    JOIN stay s ON s.case_id = a.case_id AND s.started_on = m.began_on
    QUALIFY row_number() OVER (PARTITION BY a.view_no ORDER BY s.started_on, s.until DESC, s.detail) = 1),
counted AS (FROM decided UNION ALL SELECT a.* FROM at_view a ANTI JOIN decided d ON d.view_no = a.view_no),
untold AS (
    SELECT case_id, occurred_on AS moved_on FROM fact_placement
    EXCEPT SELECT case_id, began_on FROM made)
SELECT c.* REPLACE (detail || CASE
           WHEN c.decision_id IS NOT NULL AND u.case_id IS NOT NULL AND detail LIKE 'moved%' THEN ' (the record links this move to no decision)'
           ELSE '' END AS detail)
FROM counted c LEFT JOIN untold u ON u.case_id = c.case_id AND u.moved_on = c.ended_on
