"""The catalogue of indicators: each is one file whose header says what it asks, of what, and on whose authority."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from toolkit.errors import CaseReviewError, Checks, nearest
from toolkit.known.given import with_given
from toolkit.known.indicator import SECTIONS, Flag, Indicator, Parameter
from toolkit.known.reading import AIMS, DIRECTIONS, NEEDED, OURS, REACHES, families, read_indicator, unreadable

DERIVED = Path(__file__).parent / "derived"
__all__ = [
    "AIMS",
    "DERIVED",
    "DIRECTIONS",
    "NEEDED",
    "OURS",
    "REACHES",
    "SECTIONS",
    "Flag",
    "Indicator",
    "Parameter",
    "catalogue",
    "chosen",
    "every_indicator",
    "families",
    "read_indicator",
]


def catalogue(folder: str | Path | None = None) -> list[Indicator]:
    """Return all indicators, ours and those of a folder of one's own, by name.

    Raises:
        CaseReviewError: a header that is not whole, or two indicators of one name.

    >>> "carer_moves" in [i.name for i in catalogue()]
    True
    """
    found = every_indicator(folder)
    if problems := [i.failure for i in found if i.failure]:
        raise CaseReviewError(
            "These indicators cannot be read", problems, "Mend their headers; `casereview indicators` shows whole ones."
        )
    return found


def every_indicator(folder: str | Path | None = None) -> list[Indicator]:
    """Return all indicators as :func:`catalogue` does, those that cannot be read among them, each with its `failure`.

    Raises:
        CaseReviewError: no such folder.
    """
    if folder and not Path(folder).is_dir():
        raise CaseReviewError(f"There is no folder of indicators at {folder}", todo="Name a folder that holds .sql or .py files.")
    theirs = [f for f in sorted(Path(folder).glob("[!._]*")) if f.suffix in (".sql", ".py") and f.is_file()] if folder else []
    found: dict[str, Indicator] = {}
    for file in [*sorted(OURS.glob("*.sql")), *theirs]:
        one = _read(file)
        if one.name in found:
            one = unreadable(file, [f"{one.name}: two indicators have this name"], f"{one.name} ({file.name})")
        found[one.name] = one
    return sorted(found.values(), key=lambda i: i.name)


def _read(file: Path) -> Indicator:
    about = file.stat()
    return _read_once(file, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=1024)
def _read_once(file: Path, _changed: int, _size: int) -> Indicator:
    """A file as it is at that moment: reports ask for the catalogue again and again."""
    try:
        return read_indicator(file)
    except CaseReviewError as error:
        return unreadable(file, error.problems)


def _check_names(names: list[str], every: Mapping[str, Indicator]) -> None:
    unknown = [f"{n}{nearest(n, every)}" for n in names if n not in every]
    if unknown:
        raise CaseReviewError("There is no indicator of this name", unknown, "`casereview indicators` lists them all.")


def chosen(
    names: list[str] | None,
    folder: str | Path | None = None,
    given: Mapping[str, Mapping[str, float]] | None = None,
) -> list[Indicator]:
    """Return the indicators of these names, all where none are given, with the parameters that they are given.

    An indicator of the folder that cannot be read is among them, with its `failure`: the others still run.

    Raises:
        CaseReviewError: unknown indicators or parameters, each with the nearest valid name, and values that are no numbers.
    """
    ours, asked = {file.stem: file for file in OURS.glob("*.sql")}, {*(names or []), *(given or {})}
    few = bool(names) and not folder and asked <= ours.keys()  # each of ours is in a file of its name: no other need be read
    every = {i.name: i for i in ([_read(ours[n]) for n in asked] if few else every_indicator(folder))}
    checks = Checks("These indicators cannot be asked")
    checks.make(_check_names, names or [], every)
    every = checks.make(with_given, every, given or {}) or every
    checks.tell()
    return [every[n] for n in sorted(set(names))] if names else list(every.values())
