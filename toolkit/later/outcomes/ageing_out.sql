-- name: ageing_out
-- question: Did the child stay in care until 18?
-- definition: The child was in care at the end of the view's day, and turned 18 after that day and on or before the last day of
--   the horizon while still in that spell of care (care that ended on the birthday had lasted to it), or left care as
--   emancipated. Leaving care otherwise is a competing end; leaving it without a reason on record is censored on that
--   day. Without a date of birth on record it cannot be told. Who was born on 29 February is 18 on 1 March.
-- source: Children Act 1989 section 105(1): a child is a person under the age of eighteen; AFCARS element 155, exit reason 4
-- tables: placement, child
-- competing: died, adopted
-- censored: transfer
-- delay: placement.ended_on
-- else: the child was not in care at the end of the view's day, or was 18
WITH birthday AS (
    SELECT case_id, min(on_day) AS on_day FROM final_end WHERE kind = 'eighteenth' GROUP BY case_id)
SELECT i.view_no, CASE WHEN i.until >= b.on_day THEN b.on_day WHEN w.word IS NOT NULL THEN i.until END AS happened_on,
       CASE WHEN i.until >= b.on_day THEN 'turned 18 in care' ELSE i.left_by END AS detail,
       i.left_on AS ended_on, i.left_by AS ended_by, i.lost_on, i.lost_by,
       CASE WHEN b.on_day IS NULL AND w.word IS NULL THEN 'no date of birth is on record' END AS unknown
FROM in_care i LEFT JOIN birthday b ON b.case_id = i.case_id
LEFT JOIN word w ON w.list = 'end of care' AND w.in_group = 'came of age' AND w.word = i.end_reason
WHERE b.on_day > i.day OR b.on_day IS NULL
