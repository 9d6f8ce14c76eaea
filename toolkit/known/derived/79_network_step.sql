-- Signs that the network was brought in: a member who is no professional, or a meeting of the network, and since when.
SELECT view_no, statement_id, occurred_on FROM network_member WHERE coalesce(kind, 'family') <> 'professional'
UNION ALL
SELECT m.view_no, m.statement_id, m.occurred_on
FROM meeting m JOIN word_group g ON g.list = 'meeting' AND g.in_group = 'network' AND g.word = plain(m.kind)
