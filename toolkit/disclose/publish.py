"""Tables as they may leave: hidden counts as a word, the others rounded, shares and their intervals from the rounded counts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from toolkit.disclose.bounds import behind, rounded
from toolkit.disclose.link import count_key, few_workers, is_shown, result_key
from toolkit.disclose.policy import Policy
from toolkit.disclose.problem import COMPLEMENT, DENOMINATOR, MISSING, NUMERATOR, Key
from toolkit.disclose.tables import WORKERS, Table, with_frame
from toolkit.result import COLUMNS, INSUFFICIENT, OK, SUPPRESSED

if TYPE_CHECKING:
    import pandas as pd

HIDDEN_REASON = "too few, or needed to keep others hidden"
MISSING_STATUS = "missing_status"
_NUMBERS = ("numerator", "denominator", "missing", "value", "lower", "upper")
_NOTHING = dict.fromkeys(_NUMBERS) | {"status": SUPPRESSED, "reason": HIDDEN_REASON, MISSING_STATUS: SUPPRESSED}
_STEP = 0.5


def publish(table: Table, hidden: frozenset[Key], small: frozenset[Key], policy: Policy) -> Table:
    """Return a table in which nothing stands that is hidden.

    Args:
        table: as it was read.
        hidden: all counts that are hidden, over all tables.
        small: those of them that are too small.
        policy: gives the rounding.

    Returns:
        Result rows get a column `missing_status` (`ok` or `suppressed`); a hidden cell of a table of counts is the word itself.
    """
    made = _counts(table, hidden, policy) if table.shape.form == "counts" else _results(table, hidden, small, policy)
    return with_frame(table, made, policy.fingerprint)


def _counts(table: Table, hidden: frozenset[Key], policy: Policy) -> pd.DataFrame:
    import pandas as pd

    frame, base = table.frame.copy(), policy.number("round_to")
    rows = frame.to_dict("records")
    for column in table.shape.counts:
        cells = [
            None
            if pd.isna(r[column])
            else SUPPRESSED
            if count_key(table.shape, r, column) in hidden
            else rounded(int(r[column]), base)
            for r in rows
        ]
        frame[column] = pd.Series(cells, index=frame.index, dtype=object)
    return frame


def _results(table: Table, hidden: frozenset[Key], small: frozenset[Key], policy: Policy) -> pd.DataFrame:
    import pandas as pd

    rows = [_row(table, r, hidden, small, policy) for r in table.frame.to_dict("records") if r["measure"] != WORKERS]
    few = few_workers(table, policy)
    rows = [r | _NOTHING if r["group"] in few else r for r in rows]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, MISSING_STATUS])
    return frame.astype(dict.fromkeys(_NUMBERS[:3], "Int64") | dict.fromkeys(_NUMBERS[3:], "float64"))


def _row(table: Table, row: dict[str, Any], hidden: frozenset[Key], small: frozenset[Key], policy: Policy) -> dict[str, Any]:
    empty = row | dict.fromkeys(_NUMBERS) | {"view_id": "", "reason": "", MISSING_STATUS: OK}
    key = {w: result_key(table.shape, row, w) for w in (NUMERATOR, COMPLEMENT, DENOMINATOR, MISSING)}
    shown = is_shown(table.shape, row, policy)
    too_small = not shown and row["status"] == INSUFFICIENT and small & set(key.values())
    if too_small or (shown and key[DENOMINATOR] in hidden):
        return empty | _NOTHING
    if not shown:
        return empty
    missing = {MISSING_STATUS: SUPPRESSED} if key[MISSING] in hidden else {"missing": _count(row["missing"], policy)}
    numbers = _share(row, policy) if table.shape.statistic == "share" else _median(row)
    return empty | numbers | {"denominator": _count(row["denominator"], policy)} | missing


def _count(value: Any, policy: Policy) -> int | None:
    import pandas as pd

    return None if pd.isna(value) else rounded(int(value), policy.number("round_to"))


def _share(row: dict[str, Any], policy: Policy) -> dict[str, Any]:
    """A share and its interval from the rounded counts; the interval covers whatever counts could be behind them.

    How far families are alike is taken from the interval of the exact counts, coarsened upwards, so that nothing finer than
    the rounded counts can be read from the ends.
    """
    from toolkit.stats import jeffreys

    base = policy.number("round_to")
    had, of = rounded(int(row["numerator"]), base), rounded(int(row["denominator"]), base)
    said = {"numerator": had, "value": had / of}
    effect = _design_effect(row)
    if effect is None:
        return said
    (least_had, most_had), (least_of, most_of) = (_behind(n, policy) for n in (had, of))
    lower = jeffreys(least_had / effect, most_of / effect).lower
    upper = jeffreys(min(most_had, least_of) / effect, least_of / effect).upper
    return said | {"lower": lower, "upper": upper}


def _behind(shown: int, policy: Policy) -> tuple[int, int]:
    least, most = behind(shown, policy.number("round_to"))
    return (max(least, policy.number("children")), most) if shown else (0, 0)


def _design_effect(row: dict[str, Any]) -> float | None:
    """How many times wider than of independent children the variance behind an interval is: up to the next half."""
    import pandas as pd

    from toolkit.stats import jeffreys

    if pd.isna(row["lower"]) or pd.isna(row["upper"]):
        return None
    share, of, width = row["value"], float(row["denominator"]), row["upper"] - row["lower"]
    least, most = 0.0, 6.0
    for _ in range(30):
        middle = (least + most) / 2
        size = of / 2**middle
        found = jeffreys(share * size, size)
        least, most = (middle, most) if found.upper - found.lower < width else (least, middle)
    return max(1.0, math.ceil(2**least / _STEP - 0.05) * _STEP)


def _median(row: dict[str, Any]) -> dict[str, Any]:
    """A median and its interval in whole units (tenths of a per cent for shares); never the count of exact values."""
    places = 3 if str(row["unit"]).split(" ")[0] in ("share", "proportion") else 0
    return {
        c: row[c] if row[c] != row[c] else _half_up(float(row[c]), places) for c in ("value", "lower", "upper") if _there(row[c])
    }


def _half_up(value: float, places: int) -> float:
    return math.floor(value * 10**places + 0.5) / 10**places


def _there(value: Any) -> bool:
    import pandas as pd

    return not pd.isna(value)
