-- name: placed_together
-- question: Did the child come to live with a brother or sister in care?
-- definition: The child was in care at the end of the view's day and so was a brother or sister (of the same family, with a case
--   of their own), they lived apart, and after that day and on or before the last day of the horizon the child lived in one
--   home with at least one of them who was in care: the same carers, or the same residential setting. Living together outside
--   care is not meant. Where the record does not say in which home one of them lived, and they are not seen to live in one, it
--   cannot be told. Leaving care is a competing end, and so is that no brother or sister was in care any more; leaving care
--   without a reason on record is censored on that day.
-- source: Children Act 1989 section 22C(8)(c): a placement is to enable the child to live together with a sibling who is also
--   looked after; how it is seen in the record: project
-- tables: placement, child
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: placement.occurred_on where NOT coalesce(short_break, false)
-- else: the child was not in care at the end of the view's day, no brother or sister was, or they lived together
WITH others AS (
    SELECT i.view_no, s.sibling_id, max(c.until) AS until FROM in_care i JOIN sibling s ON s.case_id = i.case_id
    JOIN care c ON c.case_id = s.sibling_id AND c.started_on <= i.day AND c.until > i.day GROUP BY ALL),
lives_with_one AS (SELECT i.view_no FROM in_care i JOIN together t ON t.case_id = i.case_id AND t.from_on <= i.day AND t.to_on > i.day),
asked_of AS (
    SELECT i.*, o.until AS others_until
    FROM in_care i JOIN (SELECT view_no, max(until) AS until FROM others GROUP BY view_no) o USING (view_no)
    ANTI JOIN lives_with_one l USING (view_no)),
in_which AS (
    SELECT i.view_no FROM asked_of i JOIN home h ON h.case_id = i.case_id AND h.started_on <= i.horizon_on AND h.until > i.day WHERE h.home IS NULL
    UNION SELECT i.view_no FROM asked_of i JOIN others o USING (view_no)
    JOIN home h ON h.case_id = o.sibling_id AND h.started_on <= i.horizon_on AND h.until > i.day WHERE h.home IS NULL),
came AS (
    SELECT i.view_no, min(t.from_on) AS on_day FROM asked_of i
    JOIN together t ON t.case_id = i.case_id AND t.from_on > i.day AND t.from_on <= i.until GROUP BY i.view_no),
shut AS (
    SELECT i.view_no, min(r.reason) AS reason FROM asked_of i JOIN came c USING (view_no) JOIN sibling s ON s.case_id = i.case_id
    JOIN restricted_day r ON r.case_id = s.sibling_id AND r.on_day = c.on_day AND list_contains(r.table_names, 'placement') GROUP BY i.view_no)
SELECT i.view_no, c.on_day AS happened_on,
       CASE WHEN r.view_no IS NOT NULL THEN 'held back: ' || r.reason ELSE 'in one home with a brother or sister in care' END AS detail,
       least(i.left_on, CASE WHEN i.others_until < DATE '9999-12-31' THEN i.others_until END) AS ended_on,
       CASE WHEN i.left_on <= i.others_until THEN i.left_by ELSE 'no brother or sister was in care any more' END AS ended_by,
       i.lost_on, i.lost_by,
       CASE WHEN w.view_no IS NOT NULL THEN 'the record does not say in which home one of them lived' END AS unsaid
FROM asked_of i LEFT JOIN came c USING (view_no) LEFT JOIN in_which w USING (view_no) LEFT JOIN shut r USING (view_no)
