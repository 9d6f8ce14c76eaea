-- name: repeat_plan
-- question: Did the child come onto a child protection plan again?
-- definition: The child had been on a child protection plan, or was on one at the end of the view's day, and a further plan
--   began after that day and on or before the last day of the horizon, however long ago the last one ended (the published
--   measure). The detail says whether it began within two years of that end (the local one). A plan that begins on or before
--   the day on which the last ended carries it on. Plans with another authority are not on record. After an adoption it cannot
--   be known: the order ends the record's identity.
-- source: Department for Education data dictionary (LAIT), PrevRegCPR: a second or subsequent plan, regardless of how long ago;
--   the two years as in data/later/limits.csv
-- tables: status
-- competing: died, adopted, eighteenth
-- censored: transfer
-- delay: status.occurred_on where kind = 'child protection plan'
-- else: the child had been on no child protection plan on record
WITH spell AS (
    SELECT *, coalesce(ended_on, DATE '9999-12-31') AS until FROM fact_status WHERE kind = 'child protection plan'),
begun AS (
    SELECT *, CASE WHEN occurred_on <= max(until) OVER (
               PARTITION BY case_id ORDER BY occurred_on, until, statement_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
               THEN 0 ELSE 1 END AS is_new
    FROM spell),
numbered AS (
    SELECT *, sum(is_new) OVER (PARTITION BY case_id ORDER BY occurred_on, until, statement_id ROWS UNBOUNDED PRECEDING) AS run FROM begun),
plan AS (
    SELECT case_id, run, min(occurred_on) AS started_on, arg_min(first_on, (occurred_on, until, statement_id)) AS first_on,
           arg_min(last_on, (occurred_on, until, statement_id)) AS last_on, max(until) AS until FROM numbered GROUP BY case_id, run),
again AS (SELECT *, lag(until) OVER (PARTITION BY case_id ORDER BY started_on) AS before_on FROM plan),
adopted AS (SELECT DISTINCT v.view_no FROM spot v JOIN final_end e ON e.case_id = v.case_id WHERE e.kind = 'adopted' AND e.on_day <= v.day),
asked_of AS (
    SELECT DISTINCT v.view_no, v.case_id, v.day, v.horizon_on, a.view_no IS NOT NULL AS is_adopted
    FROM spot v LEFT JOIN plan p ON p.case_id = v.case_id AND p.started_on <= v.day LEFT JOIN adopted a USING (view_no)
    WHERE p.case_id IS NOT NULL OR a.view_no IS NOT NULL),
years AS (SELECT CAST(value AS INTEGER) AS years FROM limit_of WHERE name = 'repeat_plan_years')
SELECT v.view_no, min(p.started_on) FILTER (p.first_on > v.day AND p.last_on <= v.horizon_on) AS happened_on,
       min_by('on a plan again, ' || CASE WHEN p.started_on <= p.before_on + to_years(y.years)
              THEN 'within ' || y.years || ' years of' ELSE 'more than ' || y.years || ' years after' END || ' the end of the last',
              p.started_on) FILTER (p.first_on > v.day AND p.last_on <= v.horizon_on) AS detail,
       bool_or(p.first_on <= v.horizon_on AND p.last_on > v.day AND (p.first_on <= v.day OR p.last_on > v.horizon_on)) AS doubtful,
       CASE WHEN any_value(v.is_adopted)
            THEN 'cannot be known: the child was adopted, and would be on a plan under another identity' END AS unknown
FROM asked_of v CROSS JOIN years y LEFT JOIN again p ON p.case_id = v.case_id AND p.last_on > v.day AND p.before_on IS NOT NULL
GROUP BY v.view_no
