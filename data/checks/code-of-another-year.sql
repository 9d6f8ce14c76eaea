-- words: a code was not in its list in that collection year ({list})
-- severity: warning
-- each: code_days.csv
-- column: {column}
-- needs: {table}.{column}
-- todo: look up the code that held in that year; where an episode went on for years the code of its start stands
-- source: first and last collection years of the code lists (data/codes); one year of grace, as the import gives
SELECT x.entity_id, x.statement_id, x.{day} AS day FROM {now} x JOIN code c ON c.list = '{list}' AND c.code = x.{column}
WHERE collection_year(x.{day}) < c.first_year - 1 OR collection_year(x.{day}) > c.last_year + 1
