-- The days on which the case closed: a spell of it ended, and no other went on.
SELECT k.view_no, k.ended_on AS closed_on
FROM "case" k
ANTI JOIN "case" o ON o.view_no = k.view_no AND o.occurred_on <= k.ended_on AND coalesce(o.ended_on > k.ended_on, true)
WHERE k.ended_on IS NOT NULL GROUP BY k.view_no, k.ended_on
