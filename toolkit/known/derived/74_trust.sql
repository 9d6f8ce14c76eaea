-- Ratings of trust, each brought to a scale from 0 to 10, by whether the child or a parent gave it. One outside its scale is none.
SELECT * REPLACE (CASE WHEN rating BETWEEN 0 AND 10 THEN rating END AS rating)
FROM (SELECT m.view_no, m.statement_id, m.occurred_on, r.in_group AS rater,
             CASE WHEN m.highest > m.lowest THEN 10 * (m.value - m.lowest) / (m.highest - m.lowest) END AS rating
      FROM measure m
      JOIN word_group k ON k.list = 'measure' AND k.in_group = 'trust' AND k.word = plain(m.kind)
      JOIN word_group r ON r.list = 'role' AND r.in_group IN ('child', 'parent') AND r.word = plain_role(m.rater_role))
