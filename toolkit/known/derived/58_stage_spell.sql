-- How long a case was in each stage: since when, until when where it is over, and how it ended (competing ends by their own words).
-- `exact` says whether the day on which it began is known.
WITH taken AS (
    SELECT view_no, occurred_on, min(entity_id) AS entity_id, min(statement_id) AS statement_id,
           bool_or(occurred_precision = 'day') AS exact,
           lead(occurred_on) OVER (PARTITION BY view_no ORDER BY occurred_on) AS next_on
    FROM referral WHERE outcome = 'accepted' GROUP BY view_no, occurred_on),
finished AS (
    SELECT t.view_no, t.entity_id, min(a.ended_on) AS ended_on
    FROM taken t JOIN assessment a ON a.view_no = t.view_no AND a.kind = 'assessment' AND a.occurred_on >= t.occurred_on
         AND (t.next_on IS NULL OR a.occurred_on < t.next_on) GROUP BY t.view_no, t.entity_id),
closed AS (
    SELECT t.view_no, t.entity_id, min(c.closed_on) AS ended_on
    FROM taken t JOIN case_closed c ON c.view_no = t.view_no AND c.closed_on >= t.occurred_on GROUP BY t.view_no, t.entity_id),
referred AS (
    SELECT t.*, f.ended_on AS finished_on, least(t.next_on, c.ended_on) AS over_on
    FROM taken t LEFT JOIN finished f USING (view_no, entity_id) LEFT JOIN closed c USING (view_no, entity_id)),
enquiry AS (
    SELECT *, lead(occurred_on) OVER (PARTITION BY view_no ORDER BY occurred_on, entity_id) AS next_on
    FROM assessment WHERE kind = 'section 47 enquiry'),
conference AS (
    SELECT e.view_no, e.entity_id, min(m.occurred_on) AS held_on
    FROM enquiry e JOIN meeting m ON m.view_no = e.view_no AND m.kind = 'initial child protection conference'
         AND m.occurred_on >= e.occurred_on AND (e.next_on IS NULL OR m.occurred_on < e.next_on OR e.ended_on IS NULL
             OR plain(e.outcome) = 'initial child protection conference')
    GROUP BY e.view_no, e.entity_id),
ordered AS (
    SELECT l.view_no, l.entity_id, l.statement_id, l.occurred_on, l.occurred_precision, l.ended_on, c.label,
           list_contains(c.groups, 'interim_order') AS interim,
           row_number() OVER (PARTITION BY l.view_no ORDER BY l.occurred_on, l.ended_on NULLS LAST, l.entity_id) AS place
    FROM legal l JOIN code c ON c.list = 'LS' AND c.code = l.legal_status),
run AS (
    SELECT *, sum(CASE WHEN interim THEN 0 ELSE 1 END) OVER (PARTITION BY view_no ORDER BY place) AS run,
           lead(occurred_on) OVER (PARTITION BY view_no ORDER BY place) AS next_on,
           lead(label) OVER (PARTITION BY view_no ORDER BY place) AS next_label
    FROM ordered),
interim_order AS (
    SELECT view_no, arg_min(entity_id, place) AS entity_id, arg_min(statement_id, place) AS statement_id,
           min(occurred_on) AS started_on,
           arg_min(occurred_precision, place) = 'day' AS exact, last(coalesce(next_on, ended_on) ORDER BY place) AS ended_on,
           last(coalesce(next_label, 'ended') ORDER BY place) AS end_kind
    FROM run WHERE interim GROUP BY view_no, run),
application AS (
    SELECT a.view_no, a.entity_id, a.statement_id, a.occurred_on, a.occurred_precision = 'day' AS exact, a.ended_on,
           min(o.occurred_on) AS ordered_on, arg_min(c.label, (o.occurred_on, o.entity_id)) AS label
    FROM legal a LEFT JOIN (legal o
        JOIN code c ON c.list = 'LS' AND c.code = o.legal_status AND list_contains(c.groups, 'final_order'))
         ON o.view_no = a.view_no AND o.occurred_on >= a.occurred_on
    WHERE plain(a.proceedings) = 'application to the court'
    GROUP BY ALL),
permanence AS (
    SELECT c.view_no, c.period, min(greatest(p.occurred_on, c.started_on)) AS planned_on
    FROM care_period c JOIN plan p ON p.view_no = c.view_no AND p.kind = 'permanence plan'
        AND (p.ended_on IS NULL OR p.ended_on > c.started_on)
         AND p.occurred_on <= coalesce(c.left_on, p.occurred_on)
    LEFT JOIN code t ON t.list = 'afcars' AND t.code = p.category
    WHERE NOT list_contains(coalesce(t.groups, []), 'not_established') GROUP BY c.view_no, c.period)
SELECT view_no, 'referral to assessment' AS stage, entity_id, statement_id, occurred_on AS started_on, exact,
       coalesce(finished_on, over_on) AS ended_on,
       CASE WHEN finished_on IS NOT NULL THEN 'assessment finished' WHEN over_on = next_on THEN 'referred again'
           ELSE 'closed' END AS end_kind
FROM referred
UNION ALL
SELECT a.view_no, 'assessment', a.entity_id, a.statement_id, a.occurred_on, a.occurred_precision = 'day',
       coalesce(a.ended_on, min(c.closed_on)), CASE WHEN a.ended_on IS NULL THEN 'case closed' ELSE 'finished' END
FROM assessment a LEFT JOIN case_closed c ON c.view_no = a.view_no AND c.closed_on >= a.occurred_on
WHERE a.kind = 'assessment'
GROUP BY a.view_no, a.entity_id, a.statement_id, a.occurred_on, a.occurred_precision, a.ended_on
UNION ALL
SELECT e.view_no, 'enquiry to conference', e.entity_id, e.statement_id, e.occurred_on, e.occurred_precision = 'day',
       CASE WHEN c.held_on IS NOT NULL THEN c.held_on
            WHEN coalesce(plain(e.outcome), '') <> 'initial child protection conference' THEN e.ended_on END,
       CASE WHEN c.held_on IS NOT NULL THEN 'conference' WHEN e.outcome IS NULL THEN 'outcome not recorded'
            ELSE 'no conference called for' END
FROM enquiry e LEFT JOIN conference c USING (view_no, entity_id)
UNION ALL
SELECT view_no, 'child protection plan', entity_id, statement_id, occurred_on, exact, ended_on, coalesce(end_reason, 'ended')
FROM plan_spell WHERE kind = 'child protection plan'
UNION ALL
SELECT p.view_no, 'before proceedings', p.entity_id, p.statement_id, p.occurred_on, p.occurred_precision = 'day',
       least(min(a.occurred_on), p.ended_on),
       CASE WHEN min(a.occurred_on) <= coalesce(p.ended_on, min(a.occurred_on)) THEN 'application to the court' ELSE 'ended' END
FROM legal p LEFT JOIN application a ON a.view_no = p.view_no AND a.occurred_on >= p.occurred_on
WHERE plain(p.proceedings) = 'pre-proceedings'
GROUP BY p.view_no, p.entity_id, p.statement_id, p.occurred_on, p.occurred_precision, p.ended_on
UNION ALL
SELECT view_no, 'proceedings', entity_id, statement_id, occurred_on, exact, coalesce(ordered_on, ended_on),
       coalesce(label, 'ended') FROM application
UNION ALL
SELECT view_no, 'proceedings', entity_id, statement_id, started_on, exact, ended_on, end_kind FROM interim_order
WHERE view_no NOT IN (SELECT view_no FROM application)
UNION ALL
SELECT c.view_no, 'care without a permanence plan', c.entity_id, c.statement_id, c.started_on, c.start_known,
       coalesce(p.planned_on, c.left_on),
       CASE WHEN p.planned_on IS NOT NULL THEN 'permanence plan' ELSE 'left care' END
FROM care_period c LEFT JOIN permanence p USING (view_no, period)
