"""What arrived between: of children who looked alike at a view, some came to an outcome and some not; what was written meanwhile.

It counts what came on record over the same number of days in both. It does not say that any of it brought the ending, or would
have kept it away. It looks past the view, so it belongs to what comes after.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from toolkit.contrast.reference_members import Came
from toolkit.contrast.settings import limit
from toolkit.later.follow import NO, YES
from toolkit.record.identity import join_in_the_end
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES
from toolkit.result import COLUMNS, INSUFFICIENT, NOT_RECORDED, OK
from toolkit.stats import jeffreys
from toolkit.stats.lots import lot

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.contrast.reference import ReferencePool
    from toolkit.record import Record

HAD, HAD_NOT = "came to it", "did not"
PAIRS = ("pair", "side", "view_id", "case_id", "since", "until", "days")
FOUND = ("table", "kind", "pairs", "missing", "had", "had_not", "only_had", "only_had_not", "things_had", "things_had_not")
NO_CAUSE = (
    "Both children of a pair looked alike on the stated dimensions at their views; in what else they differed is not known. What "
    "came on record in one and not in the other came between. That it brought the ending is not said, nor that anybody had to "
    "see it."
)
RESTRICTED = "restricted"
_LEFT_OUT = ("case", "child", "decision")  # who the child is, and what was decided: not something that came to be known


def pairs(pool: ReferencePool, outcome: str, horizon_days: int = 365, seed: int = 0, view_id: str = "") -> pd.DataFrame:
    """Pair children who looked alike at a view and of whom one came to an outcome and the other was followed without it.

    One view a family, by seed. Both of a pair are looked at over the same number of days: from the day after the view to the day
    before the ending of the one who came to it. A pair without a day between is none. Each child is in one pair at most.

    Args:
        pool: views with their known patterns; a view of which a dimension is not known is in no pair.
        outcome: one outcome of `toolkit.later`.
        horizon_days: days followed.
        seed: chooses the view and the pair.
        view_id: pair this view with every other that fits, instead.

    Returns:
        Two rows a pair, columns of :data:`PAIRS`: `side` is `came to it` or `did not`, `since` and `until` ISO days, both included.
    """
    import pandas as pd

    came = [c for c in pool.what_came(outcome, horizon_days) if _whole(pool, c) and c.followed and c.answer in (YES, NO)]
    by_family = _with_one(pool, came, view_id) if view_id else _one_a_family(pool, came, seed)
    alike: dict[tuple, dict[str, list[Came]]] = defaultdict(lambda: {YES: [], NO: []})
    for c in by_family:
        alike[pool.known[c.view_id]][c.answer].append(c)
    found = [pair for part in alike.values() for pair in _matched(part[YES], part[NO], bool(view_id))]
    rows = [row for n, pair in enumerate(sorted(found), 1) for row in _spans(n, *pair)]
    return pd.DataFrame(rows, columns=list(PAIRS))


def difference(record: Record, paired: pd.DataFrame) -> pd.DataFrame:
    """Count what came on record between the view and the ending, in those who came to the outcome and in those who did not.

    A thing counts by the day on which it was first recorded. A pair is missing from a table that the record is not known to cover
    over both of its spans.

    Args:
        record: the record.
        paired: as :func:`pairs` returns them.

    Returns:
        Columns of :data:`FOUND`, by table and kind; the row of a whole table has an empty kind. `pairs` is the denominator, `had`
        and `had_not` are how many children had anything of it, `only_had` and `only_had_not` in how many pairs only the one had,
        `things_had` and `things_had_not` how many things there were. Tables without a pair that is covered have one row.
    """
    import pandas as pd

    con = record.connect()
    try:
        join_in_the_end(con)
        spans, tables = _covered(con), [t for t in STATEMENT_TABLES if t not in _LEFT_OUT]
        things = _things(con, paired, tables) if len(paired) else {}
    finally:
        con.close()
    both = [(rows.iloc[0], rows.iloc[1]) for _, rows in paired.sort_values(["pair", "side"]).groupby("pair", sort=True)]
    rows = [row for t in tables for row in _of_table(t, both, spans.get(t, []), things)]
    counts = [c for c in FOUND if c not in ("table", "kind")]
    return pd.DataFrame(rows, columns=list(FOUND)).astype(dict.fromkeys(counts, "int64"))


def shares(found: pd.DataFrame) -> pd.DataFrame:
    """Return, for each whole table, the share of children who had anything of it, in result rows: `group` is the side.

    One child a family on each side, so the intervals are Jeffreys'. Fewer than ten pairs give no share.

    >>> import pandas as pd
    >>> visits = dict(zip(FOUND, ("visit", "", 12, 1, 9, 4, 6, 1, 20, 5), strict=True))
    >>> shares(pd.DataFrame([visits]))[["measure", "group", "numerator", "denominator"]].values.tolist()
    [['visit', 'came to it', 9, 12], ['visit', 'did not', 4, 12]]
    """
    import pandas as pd

    rows = []
    for row in found[found["kind"] == ""].to_dict("records"):
        rows += [_share(row, HAD, row["had"]), _share(row, HAD_NOT, row["had_not"])]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype(dict.fromkeys(("numerator", "denominator", "missing"), "Int64"))


class _Thing(NamedTuple):
    pair: int
    side: str
    table: str


def _whole(pool: ReferencePool, came: Came) -> bool:
    return all(label == label for label in pool.known[came.view_id])


def _one_a_family(pool: ReferencePool, came: list[Came], seed: int) -> list[Came]:
    drawn = sorted(came, key=lambda c: lot(seed, c.view_id), reverse=True)
    first = {pool.families.last.get(c.case_id, c.case_id): c for c in drawn}
    return sorted(first.values(), key=lambda c: lot(seed, c.view_id))


def _with_one(pool: ReferencePool, came: list[Came], view_id: str) -> list[Came]:
    own = [c for c in came if c.view_id == view_id]
    relatives = pool.families.relatives(pool.cases[view_id])
    others = [c for c in came if c.case_id not in relatives and pool.known[c.view_id] == pool.known[view_id]]
    return own + [c for c in others if own and c.answer != own[0].answer]


def _matched(had: list[Came], had_not: list[Came], every: bool) -> list[tuple[Came, Came]]:
    usable = [c for c in had if (c.days or 0) > 1]
    if every:
        return [(one, other) for one in usable for other in had_not]
    return list(zip(usable, had_not, strict=False))


def _spans(n: int, had: Came, other: Came) -> list[tuple]:
    days = (had.days or 0) - 1
    return [
        (n, side, c.view_id, c.case_id, _plus(c.day, 1), _plus(c.day, days), days) for side, c in ((HAD, had), (HAD_NOT, other))
    ]


def _plus(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _covered(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    """The runs of days that each table covers in the end."""
    rows = con.execute("""
        SELECT table_name, strftime(covered_from, '%Y-%m-%d'), coalesce(strftime(covered_to, '%Y-%m-%d'), '9999-12-31')
        FROM coverage ORDER BY ALL""").fetchall()
    runs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, since, until in rows:
        if runs[name] and since <= _after(runs[name][-1][1]):
            runs[name][-1] = (runs[name][-1][0], max(until, runs[name][-1][1]))
        else:
            runs[name].append((since, until))
    return runs


def _after(day: str) -> str:
    return day if day.startswith("9999") else _plus(day, 1)


def _things(con: duckdb.DuckDBPyConnection, paired: pd.DataFrame, tables: list[str]) -> dict[_Thing, dict[str, int]]:
    """How many things of each kind came first on record in each child's span; under the empty kind, of all kinds."""
    con.register("span_rows", paired[["pair", "side", "case_id", "since", "until"]])
    found: dict[_Thing, dict[str, int]] = {}
    for name in tables:
        kind = f"coalesce(CASE WHEN restricted IS NULL THEN {_kind(name)} ELSE '{RESTRICTED}' END, 'kind not recorded')"
        rows = con.execute(f"""
            WITH first AS (
                SELECT case_id, entity_id, CAST(min(recorded_at) AS DATE) AS came_on,
                       arg_min({kind}, (recorded_at, statement_id)) AS kind
                FROM "{name}" GROUP BY ALL)
            SELECT p.pair, p.side, f.kind, count(*) FROM span_rows p
            JOIN first f ON f.case_id = p.case_id AND f.came_on BETWEEN CAST(p.since AS DATE) AND CAST(p.until AS DATE)
            GROUP BY ALL ORDER BY ALL""").fetchall()
        for pair, side, what, number in rows:
            kinds = found.setdefault(_Thing(pair, side, name), defaultdict(int))
            kinds[""] += number
            if _kind(name) != "NULL":
                kinds[what] += number
    con.unregister("span_rows")
    return found


def _kind(table: str) -> str:
    names = [c.name for c in BY_NAME[table].columns]
    return next((name for name in ("kind", "placement_type", "legal_status") if name in names), "NULL")


def _of_table(table: str, both: list, runs: list[tuple[str, str]], things: dict[_Thing, dict[str, int]]) -> list[tuple]:
    seen = [(a, b) for a, b in both if all(any(s <= x["since"] and x["until"] <= u for s, u in runs) for x in (a, b))]
    counts = [
        ({**things.get(_Thing(a["pair"], HAD, table), {})}, {**things.get(_Thing(b["pair"], HAD_NOT, table), {})}) for a, b in seen
    ]
    kinds = ["", *sorted({kind for pair in counts for side in pair for kind in side if kind})]
    return [(table, kind, len(seen), len(both) - len(seen), *_amounts(counts, kind)) for kind in kinds]


def _amounts(counts: list[tuple[dict[str, int], dict[str, int]]], kind: str) -> tuple[int, ...]:
    had, other = [a.get(kind, 0) for a, _ in counts], [b.get(kind, 0) for _, b in counts]
    together = list(zip(had, other, strict=True))
    return (
        sum(n > 0 for n in had),
        sum(n > 0 for n in other),
        sum(a > 0 and not b for a, b in together),
        sum(b > 0 and not a for a, b in together),
        sum(had),
        sum(other),
    )


def _share(row: dict, side: str, k: int) -> tuple:
    n, missing, head = row["pairs"], row["missing"], (row["table"], side, "")
    if not n:
        why = "the record is not known to cover it over these days" if missing else "nobody to pair"
        return (*head, None, None, missing, None, None, None, "share", NOT_RECORDED, why)
    least = limit("reference_class_least")
    if n < least:
        return (*head, k, n, missing, None, None, None, "share", INSUFFICIENT, f"{n} pairs are fewer than {least}")
    return (*head, k, n, missing, *jeffreys(k, n), "share", OK, "")
