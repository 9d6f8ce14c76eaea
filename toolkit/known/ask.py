"""Asking one indicator one question: its SQL, past the guard where it is not ours, or its Python in a process of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from toolkit.known.guard import refusals
from toolkit.known.pycode import answered
from toolkit.record.schema import BY_NAME

if TYPE_CHECKING:
    import duckdb

    from toolkit.known.indicator import Indicator


class Unanswered(Exception):
    """Why an indicator gave no answer, in words without any content of a case."""


@contextmanager
def asked(
    known: duckdb.DuckDBPyConnection, indicator: Indicator, section: str = ""
) -> Iterator[tuple[str, dict[str, float] | None]]:
    """Give the query of an indicator's numbers, or of a section, with the parameters that it takes.

    Raises:
        Unanswered: it cannot be read, is refused, or failed, or the query that it is put into failed.
    """
    import duckdb

    what = f"query of its {section}" if section else "query"
    try:
        if indicator.failure:
            raise Unanswered(indicator.failure)
        if indicator.python:
            with _of_python(known, indicator, section or "answer") as query:
                yield query, None
        else:
            yield _of_sql(known, indicator, indicator.sections[section] if section else indicator.sql)
    except duckdb.Error as error:
        raise Unanswered(f"the indicator's {what} failed ({_told(error, indicator)})") from None


def _told(error: Exception, indicator: Indicator) -> str:
    """What went wrong, in the words of the database where it was seen before a row was read; the names of frames stay out."""
    import duckdb

    if indicator.python or not isinstance(error, (duckdb.BinderException, duckdb.CatalogException)):
        return type(error).__name__
    said = str(error).splitlines()[0]
    unsaid = set(re.findall(r"Table with name (\w+)", said)) & BY_NAME.keys() - {*indicator.tables, *indicator.also}
    return f"{said} Its header names no {', '.join(unsaid)} under tables." if unsaid else said


def _of_sql(known: duckdb.DuckDBPyConnection, indicator: Indicator, sql: str) -> tuple[str, dict[str, float] | None]:
    if not indicator.ours and (problems := refusals(known, sql)):
        raise Unanswered(f"refused: {'; '.join(problems)}")
    if unsaid := sorted(set(re.findall(r"\$([a-z_]\w*)\b(?!\$)", re.sub(r"'[^']*'|--.*", " ", sql))) - indicator.values.keys()):
        raise Unanswered(f"its header has no parameter {', '.join(unsaid)}, which its query takes")
    return sql, {n: v for n, v in indicator.values.items() if re.search(rf"\${n}\b", sql)} or None


@contextmanager
def _of_python(known: duckdb.DuckDBPyConnection, indicator: Indicator, function: str) -> Iterator[str]:
    frame = answered(known, indicator, function)
    if isinstance(frame, str):
        raise Unanswered(frame)
    known.register("from_python", frame)
    try:
        yield "SELECT * FROM from_python"
    finally:
        known.unregister("from_python")
