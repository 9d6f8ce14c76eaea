"""Small tables and policies for tests, and the attacker who tries every table that could be behind a published one."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import pandas as pd

from toolkit.disclose import Policy, read_policy
from toolkit.disclose.policy import Shape
from toolkit.disclose.tables import Table
from toolkit.result import COLUMNS

ROWS, COLUMNS_ = ("north", "south", "west"), ("A", "B", "C")


def policy(**rules: int | str) -> Policy:
    return read_policy().changed(**rules)


def crosstab(cells: Sequence[Sequence[int]], name: str = "crosstab") -> Table:
    """A table of counts with both its margins."""
    columns = COLUMNS_[: len(cells[0])]
    shape = Shape(
        "made_up",
        name,
        "Children by place",
        "counts",
        of="children",
        words=("Place",),
        rows=ROWS,
        counts=(*columns, "All"),
        total="All",
    )
    rows = [[label, *row, sum(row)] for label, row in zip(ROWS, cells, strict=False)]
    rows.append(["all", *(sum(column) for column in zip(*cells, strict=True)), sum(map(sum, cells))])
    frame = pd.DataFrame(rows, columns=["Place", *columns, "All"])
    return Table(shape, frame.astype(dict.fromkeys((*columns, "All"), "Int64")))


def shares(*rows: tuple[str, int, int, int], name: str = "shares", **said: object) -> Table:
    """Result rows of shares from (group, numerator, denominator, missing)."""
    order = tuple(dict.fromkeys(r[0] for r in rows if r[0]))
    shape = Shape(
        "made_up",
        name,
        "Shares",
        "results",
        of="children",
        measures=("seen",),
        order=order,
        **{"groups": "children", "by": "Kind", **said},
    )
    made = [
        dict.fromkeys(COLUMNS, "")
        | {"measure": "seen", "group": g, "numerator": k, "denominator": n, "missing": m, "unit": "share", "status": "ok"}
        | {"value": k / n, "lower": max(0, k / n - 0.2), "upper": min(1, k / n + 0.2)}
        for g, k, n, m in rows
    ]
    return Table(shape, pd.DataFrame(made, columns=list(COLUMNS)))


def possible(published: pd.DataFrame, policy: Policy, most: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """Every table of inner cells that gives the published one, by trying them all: an attacker without a solver."""
    inner = [[str(c) for c in row] for row in published.iloc[:-1, 1:-1].itertuples(index=False)]
    width = len(inner[0])
    ranges = [_behind(cell, policy, most) for row in inner for cell in row]
    margins = [str(c) for c in published.iloc[:-1, -1]], [str(c) for c in published.iloc[-1, 1:-1]], [str(published.iloc[-1, -1])]
    for flat in itertools.product(*ranges):
        rows = tuple(flat[n : n + width] for n in range(0, len(flat), width))
        sums = [list(map(sum, rows)), list(map(sum, zip(*rows, strict=True))), [sum(flat)]]
        if all(_fits(s, m, policy, most) for s, m in zip(sums, margins, strict=True)):
            yield rows


def _fits(sums: Iterable[int], shown: Sequence[str], policy: Policy, most: int) -> bool:
    return all(s in _behind(cell, policy, 9 * most) for s, cell in zip(sums, shown, strict=True))


def _behind(cell: str, policy: Policy, most: int) -> range:
    if cell == "suppressed":
        return range(0, most + 1)
    base, shown = policy.number("round_to"), int(cell)
    if shown == 0:
        return range(0, 1)
    return range(max(shown - base // 2, policy.number("children")), shown + (base - 1) // 2 + 1)


HEAD_POLICY = """
[[tables]]
notebook = "of_my_own"
name = "mine"
title = "Ages"
form = "counts"
of = "children"
words = ["Age"]
rows = ["young", "old"]
counts = ["Children"]
"""
