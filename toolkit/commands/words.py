"""What every command says in the same way: where a file went, what to do next, how long it took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

_KEPT = "\n\t\u00a0\u2009\u202f\u200c\u200d"  # breaks, fixed blanks, and the joiners that some scripts are spelt with


def say(text: str = "") -> None:
    """Print one line for the person at the keyboard."""
    typer.echo(harmless(text))


def harmless(text: str) -> str:
    """Return a text without what a terminal would obey, hide or turn: each such character becomes a mark.

    >>> harmless("a\\x1b[31mb")
    'a\ufffd[31mb'
    """
    plain = text.isascii() and text.isprintable()
    return text if plain else "".join(c if c.isprintable() or c in _KEPT else "\ufffd" for c in text)


def next_step(text: str) -> None:
    """Print what to do next; every command ends with it."""
    typer.echo(f"\nNext: {text}")


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> count(1, "case"), count(2, "case"), count(0, "family", "families")
    ('1 case', '2 cases', '0 families')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shown(path: Path) -> str:
    """Return a path as it is shortest to type: from the working folder where it lies below it.

    >>> shown(Path.cwd() / "reports" / "index.html") == str(Path("reports") / "index.html")
    True
    """
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print what was done and the seconds that it took; nothing where it fails."""
    start = time.perf_counter()
    yield
    say(f"{what} ({time.perf_counter() - start:.1f} s)")
