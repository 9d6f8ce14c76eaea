"""What went right on record: looked for as closely as what did not, as good work is mostly not written about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.record.schema import BY_NAME
from toolkit.review.factors import lines

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

_COLUMNS = ("what", "said", "open", "latest", "why")
_NONE, _NOT_KEPT = "none on record", "not recorded"


def kept(case: ReviewedCase) -> pd.DataFrame:
    """Return what was done, kept or reached by the last decision, as far as the record says: a row a kind of thing.

    All texts: `what`; `said` (how many of how many, that there are none, or that this part of the record was not kept); `open` (how
    many of them go on still, which are in the second number; and of how many the record does not say, which are in neither);
    `latest` (ISO day of the last; of what ends, the day on which it ended) and `why` it is looked for. The kinds stand in
    `data/review/worked.csv`. It counts what stood in the record just before the last decision, and says nothing of what it was
    worth.
    """
    import pandas as pd

    covered = set(case.at_last(case.cover)["table"])
    found = _counted(case)
    rows = []
    for rule in lines("worked"):
        n, of, still, silent, latest = found.get(rule["what"], (0, 0, 0, 0, ""))
        said = _NOT_KEPT if rule["table"] not in covered else f"{n} of {of + still}" if of + still else _NONE
        beside = [f"{count} {words}" for count, words in ((still, "still open"), (silent, "not said")) if count]
        rows.append((rule["what"], said, ", ".join(beside), latest, rule["why"]))
    return pd.DataFrame(rows, columns=list(_COLUMNS), dtype="str")


def _counted(case: ReviewedCase) -> dict[str, tuple[int, int, int, int, str]]:
    """For each kind: how many were, of how many, how many are open still, of how many it is not said, and the day of the last."""
    stood = case.at_last(case.stood)
    there = stood[stood["state"] == "happened"]
    rules = [(n, rule) for n, rule in enumerate(lines("worked")) if rule["table"] in set(there["table"])]
    if not rules:
        return {}
    open_still = there.loc[there["ended_on"].isna(), "statement_id"].to_list()
    con = case.before.connect()
    try:
        given = {"ids": there["statement_id"].to_list(), "still_open": open_still}
        each = " UNION ALL ".join(_query(n, rule) for n, rule in rules)
        rows = con.execute(f"WITH asked AS (SELECT $ids AS ids, $still_open AS still_open) {each}", given).fetchall()
    finally:
        con.close()
    return {lines("worked")[n]["what"]: (was, of, still, silent, latest or "") for n, was, of, still, silent, latest in rows}


def _query(number: int, rule: dict[str, str]) -> str:
    """One kind of thing in SQL, from our own file: its test is true, false, or null where the record does not say."""
    # What an end brought is known only once the end is.
    is_open, day = ("list_contains(still_open, statement_id)", "ended_on") if _ends(rule) else ("false", "occurred_on")
    test = f"CASE WHEN NOT {is_open} THEN {rule['test']} END"
    among = f"AND {rule['among']}" if rule["among"] else ""
    return f"""
        SELECT {number}, count(*) FILTER (test), count(*) FILTER (test IS NOT NULL), count(*) FILTER (is_open),
               count(*) FILTER (test IS NULL AND NOT is_open), strftime(max(day) FILTER (test), '%Y-%m-%d')
        FROM (SELECT {day} AS day, {is_open} AS is_open, {test} AS test
              FROM "{rule["table"]}", asked WHERE list_contains(ids, statement_id) {among})"""


def _ends(rule: dict[str, str]) -> bool:
    return BY_NAME[rule["table"]].spell and "outcome" in rule["test"]
