-- The clocks of what had to be done once: an assessment of each accepted referral, a conference after an enquiry that called for
-- one, the first core group, a care plan, a permanence plan, the end of proceedings, a talk with a child who came back.
WITH taken AS (
    SELECT view_no, occurred_on, min(entity_id) AS entity_id, min(statement_id) AS statement_id,
           lead(occurred_on) OVER (PARTITION BY view_no ORDER BY occurred_on) AS next_on
    FROM referral WHERE outcome = 'accepted' GROUP BY view_no, occurred_on),
assessed AS (
    SELECT a.view_no, a.entity_id, a.statement_id, a.occurred_on, a.ended_on, t.entity_id AS referral,
           t.statement_id AS referral_statement, t.occurred_on AS referred_on,
           row_number() OVER (PARTITION BY a.view_no, t.entity_id ORDER BY a.occurred_on, a.entity_id) AS place
    FROM assessment a LEFT JOIN taken t
         ON t.view_no = a.view_no AND a.occurred_on >= t.occurred_on AND (t.next_on IS NULL OR a.occurred_on < t.next_on)
    WHERE a.kind = 'assessment'),
enquiry AS (
    SELECT *, lead(occurred_on) OVER (PARTITION BY view_no ORDER BY occurred_on, entity_id) AS next_on
    FROM assessment WHERE kind = 'section 47 enquiry'),
plan_for_care AS (
    SELECT c.view_no, c.period, p.occurred_on, p.statement_id,
           unnest(CASE WHEN p.kind = 'care plan' THEN ['care plan', 'case plan']
                       WHEN list_contains(coalesce(t.groups, []), 'not_established') THEN ['case plan']
                       ELSE ['permanence plan', 'case plan'] END) AS duty
    FROM care_period c JOIN plan p ON p.view_no = c.view_no AND p.kind IN ('care plan', 'permanence plan')
         AND (p.ended_on IS NULL OR p.ended_on >= c.started_on) AND p.occurred_on <= coalesce(c.left_on, p.occurred_on)
    LEFT JOIN code t ON t.list = 'afcars' AND t.code = p.category),
care_duty AS (SELECT *, unnest(['care plan', 'case plan', 'permanence plan']) AS duty FROM care_period WHERE start_known)
SELECT a.view_no, 'assessment' AS duty, 1 AS step, a.entity_id,
       CASE WHEN a.place = 1 THEN coalesce(a.referral_statement, a.statement_id) ELSE a.statement_id END AS statement_id,
       CASE WHEN a.place = 1 THEN coalesce(a.referred_on, a.occurred_on) ELSE a.occurred_on END AS clock_on, a.ended_on AS done_on,
       CASE WHEN a.ended_on IS NOT NULL THEN a.statement_id END AS done_by, min(c.closed_on) AS over_on
FROM assessed a LEFT JOIN case_closed c ON c.view_no = a.view_no AND c.closed_on >= a.occurred_on
GROUP BY ALL
UNION ALL
SELECT t.view_no, 'assessment', 1, t.entity_id, t.statement_id, t.occurred_on, NULL, NULL, least(t.next_on, min(c.closed_on))
FROM taken t LEFT JOIN case_closed c ON c.view_no = t.view_no AND c.closed_on >= t.occurred_on
WHERE NOT EXISTS (FROM assessed a WHERE a.view_no = t.view_no AND a.referral = t.entity_id)
GROUP BY t.view_no, t.entity_id, t.statement_id, t.occurred_on, t.next_on
UNION ALL
SELECT e.view_no, 'initial child protection conference', 1, e.entity_id, e.statement_id, e.occurred_on, min(m.occurred_on),
       arg_min(m.statement_id, (m.occurred_on, m.entity_id)), NULL
FROM enquiry e LEFT JOIN meeting m ON m.view_no = e.view_no AND m.kind = 'initial child protection conference'
     AND m.occurred_on >= e.occurred_on
     AND (e.next_on IS NULL OR m.occurred_on < e.next_on OR plain(e.outcome) = 'initial child protection conference')
GROUP BY e.view_no, e.entity_id, e.statement_id, e.occurred_on, e.outcome
HAVING count(m.entity_id) > 0 OR plain(e.outcome) = 'initial child protection conference'
UNION ALL
SELECT s.view_no, 'core group', 1, s.entity_id, s.statement_id, s.occurred_on, min(m.occurred_on),
       arg_min(m.statement_id, (m.occurred_on, m.entity_id)), s.ended_on
FROM plan_spell s LEFT JOIN meeting m ON m.view_no = s.view_no AND m.kind = 'core group' AND m.occurred_on >= s.occurred_on
     AND m.occurred_on <= coalesce(s.ended_on, m.occurred_on)
WHERE s.kind = 'child protection plan' AND s.exact
GROUP BY s.view_no, s.entity_id, s.statement_id, s.occurred_on, s.ended_on
UNION ALL
SELECT c.view_no, c.duty, 1, c.entity_id, c.statement_id, c.started_on, min(p.occurred_on),
       arg_min(p.statement_id, (p.occurred_on, p.statement_id)), c.left_on
FROM care_duty c LEFT JOIN plan_for_care p USING (view_no, period, duty)
GROUP BY c.view_no, c.duty, c.entity_id, c.statement_id, c.started_on, c.left_on
UNION ALL
SELECT a.view_no, 'care proceedings', 1, a.entity_id, a.statement_id, a.occurred_on, coalesce(min(o.occurred_on), a.ended_on),
       coalesce(arg_min(o.statement_id, (o.occurred_on, o.entity_id)), a.statement_id), NULL
FROM legal a
LEFT JOIN (legal o JOIN code c ON c.list = 'LS' AND c.code = o.legal_status AND list_contains(c.groups, 'final_order'))
     ON o.view_no = a.view_no AND o.occurred_on >= a.occurred_on
WHERE plain(a.proceedings) = 'application to the court'
GROUP BY a.view_no, a.entity_id, a.statement_id, a.occurred_on, a.ended_on
UNION ALL
SELECT view_no, 'return interview', 1, entity_id, statement_id, ended_on,
       CASE WHEN interview_on <= recorded_on THEN interview_on END,
       CASE WHEN interview_on <= recorded_on THEN statement_id END, NULL
FROM missing WHERE ended_on IS NOT NULL AND interview_accepted IS NOT FALSE
