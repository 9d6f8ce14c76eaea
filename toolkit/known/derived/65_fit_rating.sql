-- Ratings of how well the plan fits the child's needs, and of a case in supervision, each on a scale of 0 to 10, with the change
-- since the same role rated before, and the last day on which anybody rated. A value outside its scale, or of a scale without
-- ends, gives no score; nor does one of which it is not said who rated.
WITH scored AS (
    SELECT m.view_no, m.statement_id, m.entity_id, m.occurred_on, coalesce(plain_role(m.rater_role), 'not said') AS rater_role,
           s.entity_id IS NOT NULL AS in_supervision,
           CASE WHEN m.value BETWEEN m.lowest AND m.highest AND m.highest > m.lowest AND plain(m.rater_role) IS NOT NULL
                THEN 10 * (m.value - m.lowest) / (m.highest - m.lowest) END AS score
    FROM measure m LEFT JOIN supervision s ON s.view_no = m.view_no AND s.entity_id = m.about_id
    WHERE plain(m.kind) = 'plan fits the needs' OR s.entity_id IS NOT NULL)
SELECT *, score - lag(score) OVER (PARTITION BY view_no, in_supervision, rater_role ORDER BY score IS NULL, occurred_on,
       entity_id) AS gain,
       max(occurred_on) OVER (PARTITION BY view_no, in_supervision) AS last_on
FROM scored
