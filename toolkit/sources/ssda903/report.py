"""What the import report says of a return's files, which an SSDA903 return checks by rules of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.sources.report import row
from toolkit.sources.ssda903.check import ANOTHER_YEAR, Checked

if TYPE_CHECKING:
    from toolkit.sources.ssda903.read import RawReturn
    from toolkit.sources.ssda903.years import Dated


def file_rows(raw: RawReturn, dated: Dated, checked: dict[str, Checked]) -> list[dict[str, object]]:
    """Return the counts of a return's files: read = used + set aside; those let through are used."""

    def line(table: str, count: str, n: int, why: str = "") -> dict[str, object]:
        return row(dated.source, dated.taken_on, table, count, n, why)

    rows: list[dict[str, object]] = []
    for table in sorted(raw.tables):
        one = checked[table]
        rows += [line(table, "read", one.read), line(table, "used", one.read - len(one.rejected))]
        rows += [line(table, "set aside", n, why) for why, n in one.reasons.items()]
        rows += [line(table, "let through", n, f"{code}: {ANOTHER_YEAR}") for code, n in one.let_through.items()]
    return rows
