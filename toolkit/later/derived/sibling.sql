-- Brothers and sisters with a case of their own, as the record has the families in the end: pairs of cases, both ways.
WITH family AS (
    SELECT case_id, arg_max(family_id, (recorded_by, statement_id)) AS family_id FROM fact_child WHERE family_id <> '' GROUP BY case_id)
SELECT a.case_id, b.case_id AS sibling_id FROM family a JOIN family b ON b.family_id = a.family_id AND b.case_id <> a.case_id
