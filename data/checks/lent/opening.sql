-- The day on which the agency first had a case, by its first referral or its first open spell; `surely` where that day is known.
CREATE TABLE opening AS
SELECT case_id, min(occurred_on) AS opened_on, count(*) FILTER (occurred_precision = 'on or before') = 0 AS surely
FROM (SELECT case_id, occurred_on, occurred_precision FROM case_now
      UNION ALL SELECT case_id, occurred_on, occurred_precision FROM referral_now)
WHERE occurred_on IS NOT NULL GROUP BY case_id;
