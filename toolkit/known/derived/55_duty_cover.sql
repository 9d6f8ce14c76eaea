-- Since when the record covers all tables that a duty rests on, where it covers them on the day of the view.
WITH rests_on (duty, table_name) AS (VALUES
    ('assessment', 'assessment'), ('initial child protection conference', 'assessment'),
    ('initial child protection conference', 'meeting'),
    ('core group', 'status'), ('core group', 'meeting'), ('child protection review', 'status'),
    ('child protection review', 'review'),
    ('looked after review', 'placement'), ('looked after review', 'review'), ('permanency hearing', 'placement'),
    ('permanency hearing', 'meeting'), ('care plan', 'placement'), ('care plan', 'plan'), ('case plan', 'placement'),
    ('case plan', 'plan'),
    ('permanence plan', 'placement'), ('permanence plan', 'plan'), ('looked after visit', 'placement'),
    ('looked after visit', 'visit'),
    ('child protection visit', 'status'), ('child protection visit', 'visit'), ('child in need visit', 'plan'),
    ('child in need visit', 'visit'), ('care proceedings', 'legal'), ('return interview', 'missing'))
SELECT v.view_no, r.duty, max(c.covered_from) AS covered_from
FROM view v CROSS JOIN rests_on r LEFT JOIN cover c ON c.view_no = v.view_no AND c.table_name = r.table_name
GROUP BY v.view_no, r.duty, v.day HAVING bool_and(coalesce(c.covered_to >= v.day, false))
