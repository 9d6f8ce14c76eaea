-- What kind of step each decision was, as data/known/word_groups.csv says; a decision may be of several groups.
SELECT d.view_no, d.statement_id, d.entity_id, d.occurred_on, plain(d.options) AS options, g.in_group
FROM decision d JOIN word_group g ON g.list = 'decision' AND g.word = plain(d.kind)
