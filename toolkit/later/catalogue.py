"""The catalogue of outcomes: each is one `.sql` file whose header says what it asks, and what ends or competes with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.record.header import listed, split_header
from toolkit.record.schema import BY_NAME

FOLDER = Path(__file__).parent / "outcomes"
DERIVED = Path(__file__).parent / "derived"
NEEDED = ("name", "question", "definition", "source", "tables", "competing", "censored", "delay", "else")


@dataclass(frozen=True)
class Delay:
    """Of which things the time until they are recorded is that of an outcome: a table, the column of the day, and which rows."""

    table: str
    column: str
    which: str = "true"


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    Attributes:
        name: its name.
        question: what it asks, as a sentence.
        definition: what counts, with each boundary.
        source: on whose authority.
        tables: tables of the record that must be covered, from the day after the view on.
        competing: kinds of final end after which it cannot happen any more (`data/later/final_ends.csv`).
        censored: kinds of end after which this record would not see it.
        delay: of what the time until it is recorded is estimated: a table, its column of the day, and which rows.
        otherwise: why it does not apply to a view for which the query gives no row.
        sql: the query.
    """

    name: str
    question: str
    definition: str
    source: str
    tables: tuple[str, ...]
    competing: tuple[str, ...]
    censored: tuple[str, ...]
    delay: Delay
    otherwise: str
    sql: str


def outcome_words() -> dict[str, str]:
    """Return what each outcome is called on a page, by its name (`data/review/came_later.csv`).

    >>> outcome_words()["re_entry"]
    'coming back into care'
    """
    return {row["outcome"]: row["words"] for row in paths.rows("review", "came_later")}


def called(name: str) -> str:
    """Return what one outcome is called on a page; an outcome that has no words of its own, by its name.

    >>> called("next_placement_end"), called("of_ones_own")
    ('an end of the placement', 'of ones own')
    """
    return outcome_words().get(name, name.replace("_", " "))


def catalogue() -> list[Outcome]:
    """Return all outcomes by name.

    Raises:
        CaseReviewError: a header that is not whole.

    >>> [o.name for o in catalogue()][:3]
    ['ageing_out', 'closure', 'contact_with_family']
    """
    return sorted((read_outcome(file) for file in sorted(FOLDER.glob("*.sql"))), key=lambda o: o.name)


def chosen(names: list[str] | None) -> list[Outcome]:
    """Return the outcomes of these names, all where none are given; unknown names stop with the nearest valid one."""
    every = {o.name: o for o in catalogue()}
    unknown = [f"{n}{nearest(n, every)}" for n in names or [] if n not in every]
    if unknown:
        raise CaseReviewError("There is no outcome of this name", unknown, f"The outcomes are {', '.join(every)}.")
    return [every[n] for n in sorted(set(names))] if names else list(every.values())


def read_outcome(file: Path) -> Outcome:
    """Read one outcome file; the CaseReviewError of a bad one lists everything that its header lacks."""
    header, sql = split_header(file.read_text(encoding="utf-8"))
    problems = [f"the header has no line `-- {k}: …`" for k in NEEDED if k not in header]
    tables = listed(header.get("tables", ""))
    problems += [f"there is no table {t}{nearest(t, BY_NAME)}" for t in tables if t not in BY_NAME]
    problems += _delay_problems(header["delay"]) if "delay" in header else []
    if problems:
        todo = "Mend its header; the other files in the folder show whole ones."
        raise CaseReviewError(f"{file.name} is not an outcome", problems, todo)
    return Outcome(
        header["name"],
        header["question"],
        header["definition"],
        header["source"],
        tables,
        listed(header["competing"]),
        listed(header["censored"]),
        _delay(header["delay"]),
        header["else"],
        sql.strip().rstrip(";"),
    )


def _delay(words: str) -> Delay:
    days, _, which = words.partition(" where ")
    table, _, column = days.strip().partition(".")
    return Delay(table, column, which.strip() or "true")


def _delay_problems(words: str) -> list[str]:
    delay = _delay(words)
    if delay.table not in BY_NAME:
        return [f"the delay names no table: {delay.table}{nearest(delay.table, BY_NAME)}"]
    columns = [c.name for c in BY_NAME[delay.table].columns]
    return [] if delay.column in columns else [f"{delay.table} has no column {delay.column}{nearest(delay.column, columns)}"]
