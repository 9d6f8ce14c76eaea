-- Contacts with the child, a parent or a carer that may have been held face to face, but do not say how they were held or whether
-- they took place.
SELECT c.view_no, c.statement_id, c.kind, c.occurred_on
FROM contact c
LEFT JOIN word_group held ON held.list = 'contact outcome' AND held.in_group = 'kept' AND held.word = plain(c.outcome)
LEFT JOIN word_group how ON how.list = 'contact channel' AND how.in_group = 'face to face' AND how.word = plain(c.channel)
WHERE c.kind IN ('with the child', 'with a parent or carer')
    AND (plain(c.outcome) IS NULL AND (plain(c.channel) IS NULL OR how.word IS NOT NULL)
         OR held.word IS NOT NULL AND plain(c.channel) IS NULL)
