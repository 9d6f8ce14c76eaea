-- When each child was born and died, as it stands.
CREATE TABLE birth AS
SELECT case_id, max(born_on) AS born_on, max(died_on) AS died_on FROM child_now GROUP BY case_id;
