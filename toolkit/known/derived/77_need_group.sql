-- What each open need is about, as data/known/word_groups.csv says; a need may be of several groups.
SELECT n.view_no, n.statement_id, n.entity_id, n.occurred_on, g.in_group
FROM need n JOIN word_group g ON g.list = 'need' AND g.word = plain(n.kind) WHERE n.ended_on IS NULL
