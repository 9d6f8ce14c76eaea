-- Days from which a child in care lived in one home with a brother or sister in care: `from_on` to before `to_on`.
SELECT s.case_id, s.sibling_id, greatest(a.started_on, b.started_on) AS from_on, least(a.until, b.until) AS to_on
FROM sibling s JOIN home a ON a.case_id = s.case_id JOIN home b ON b.case_id = s.sibling_id AND b.home = a.home
WHERE a.started_on < b.until AND b.started_on < a.until
