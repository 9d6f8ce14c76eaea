-- name: unplanned_moves_per_1000_days
-- label: Unplanned moves per 1,000 days in care
-- code: D21
-- family: placement
-- aims at: purpose
-- question: How often did a placement end for this child without having been planned?
-- definition: Moves in the present period of care after a placement that ended for a reason that nobody had planned
--   (an allegation, concern about standards, approval removed, asked for by carer, child or authority), for every
--   1,000 days from its start to the day of the view. The first placement, temporary placements with return, short
--   breaks, changes of legal status, and placement for adoption with the present carers are no moves. After a temporary
--   stay the reason is that for which the home before it ended. The numerator
--   is the number of moves, the denominator the days in care; missing counts moves after a placement that ended with
--   no reason on record.
-- unit: moves per 1,000 days
-- source: Child and Family Services Reviews, round 4 data indicators (placement moves per 1,000 days in care);
--   Children looked after (SSDA903) guide, reasons for a placement change
-- parameters: per = 1000 (days for which the rate is stated; as the published measure)
-- tables: placement
-- reach: case
-- direction: higher is worse
-- flag: above 0, a placement ended that nobody had planned to end (project)
-- else: the child was not in care on that day, or came into care on it
-- explained by: a planned step towards permanence
-- misleads: carrying out the care plan and unplanned ends are told apart only by the reason that was coded
SELECT view_no, count(*) FILTER (placement_move AND unplanned) AS numerator, any_value(days) AS denominator,
       count(*) FILTER (placement_move AND left_for IS NULL) AS missing,
       CASE WHEN any_value(start_known) THEN $per * count(*) FILTER (placement_move AND unplanned) / any_value(days) END AS value,
       CASE WHEN any_value(start_known) THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN any_value(start_known) THEN ''
           ELSE 'the start of care lies outside the record: the days in care are not known' END AS reason
FROM care_episode WHERE days > 0 GROUP BY view_no
-- evidence
SELECT view_no, statement_id, CASE WHEN placement_move THEN 'moved to' ELSE 'considered' END AS role FROM care_episode
-- changes
SELECT e.view_no, e.entity_id, e.statement_id, e.occurred_on AS changed_on,
       CASE WHEN r.is_restricted THEN 'restricted' ELSE e.left_for END AS reason, r.given_on AS reasoned_on
FROM care_episode e
LEFT JOIN move_reason r ON r.view_no = e.view_no AND r.entity_id = e.left_id AND r.change_reason = e.left_for
WHERE e.placement_move
