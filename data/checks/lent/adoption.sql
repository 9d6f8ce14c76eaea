-- The day of each adoption: it ends an identity.
CREATE TABLE adoption AS
SELECT case_id, min(day) AS adopted_on FROM (
    SELECT case_id, ended_on AS day FROM placement_now WHERE end_reason IN (SELECT end_reason FROM identity_end WHERE table_name = 'placement')
    UNION ALL SELECT case_id, ended_on FROM case_now WHERE end_reason IN (SELECT end_reason FROM identity_end WHERE table_name = 'case')
    UNION ALL SELECT case_id, ended_on FROM status_now WHERE end_reason IN (SELECT end_reason FROM identity_end WHERE table_name = 'status')
) WHERE day IS NOT NULL GROUP BY case_id;
