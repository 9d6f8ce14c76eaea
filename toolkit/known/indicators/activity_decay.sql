-- name: activity_decay
-- label: Pace of the work against its beginning
-- code: D13
-- family: tempo
-- aims at: purpose
-- question: How much of the pace of its first months has the work with this family kept?
-- definition: Completed visits, and contacts with the child, a parent or carer or a partner (of which it is not said that they did
--   not take place), in the last days, up to and including the day of the view, divided by those in as many days from the day on
--   which the case opened. Contacts to the agency and family time are none of it. Where there were none in the first days, there is
--   no ratio. The bounds are a 95 % interval of the ratio of the two rates: the
--   score interval of the share of all these that lies in the last days, given their number. Not applicable before the case has
--   been open for twice so many days. The numerator is the count of the last days and the denominator that of the first.
-- unit: ratio of rates
-- source: Przyborowski and Wilenski 1940 (two Poisson counts given their sum); Wilson 1927 (the interval); project definition
--   (activity decay)
-- parameters: days = 90 (length of each window; a proposal); z = 1.959964 (normal quantile of a 95 % interval)
-- tables: visit, contact, case
-- reach: case
-- else: the case was closed or not open for both windows, or no visit or contact was on record in either
-- direction: lower is worse
-- explained by: a plan that meant the work to become less as goals were reached
-- misleads: the first weeks of a case are busy by nature; entries are not hours, and partners' work is not seen
-- shared
WITH paced AS (
    SELECT *, days_back < $days AS recent, days_in >= 0 AND days_in < $days AS early FROM work_pace WHERE days_open >= 2 * $days),
counted AS (
    SELECT view_no, any_value(whole) AS whole, count(*) FILTER (recent) AS recent, count(*) FILTER (early) AS early
    FROM paced GROUP BY view_no HAVING count(*) FILTER (recent OR early) > 0),
wilson AS (SELECT *, recent / (recent + early) AS p, recent + early AS n, $z * $z / (recent + early) AS f FROM counted),
bound AS (
    SELECT *, (p + f / 2 - sqrt(f * (p * (1 - p) + f / 4))) / (1 + f) AS low,
           (p + f / 2 + sqrt(f * (p * (1 - p) + f / 4))) / (1 + f) AS high FROM wilson)
-- answer
SELECT view_no, recent AS numerator, early AS denominator, 0 AS missing,
       CASE WHEN whole AND early > 0 THEN recent / early END AS value,
       CASE WHEN whole THEN low / (1 - low) END AS lower, CASE WHEN whole AND early > 0 THEN high / (1 - high) END AS upper,
       CASE WHEN whole AND early > 0 THEN 'ok' ELSE 'insufficient' END AS status,
       CASE WHEN NOT whole THEN 'the first days are not known: the start of the case lies outside the record'
            WHEN early = 0 THEN 'no visit or contact was on record in the first days' ELSE '' END AS reason
FROM bound
-- evidence
SELECT view_no, statement_id, CASE WHEN recent THEN 'last days' ELSE 'first days' END AS role FROM paced WHERE recent OR early
