"""What went wrong in a run, in words that hold nothing of the case: which cell, what kind of error, where in our code.

An error's own message can quote a record (a value, a note, an identifier), so none is passed on as it stands. Of a
:class:`CaseReviewError` the first line is kept as far as its words are words of this package's own error messages; any
other word, and every figure, becomes an ellipsis.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit import paths
from toolkit.errors import CaseReviewError
from toolkit.report.execute import NotFinished
from toolkit.report.find import text_of

_WORD = re.compile(r"[^\W\d_]+(?:'[a-z]+)?")
_KINDS = {
    "DeadKernelError": "the kernel died (it may have run out of memory, or was ended from outside)",
    "CellTimeoutError": "the cell took longer than it may",
    "KeyboardInterrupt": "the run was interrupted",
    "OSError": "the computer could not read or write a file (the disk may be full)",
    "StdinNotImplementedError": "the cell asked for input, and nobody is there to answer",
}


@dataclass(frozen=True)
class Failure:
    """Where and why a run failed, in words that hold nothing of the case."""

    where: str
    why: str
    code: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Return the failure as lines of plain text."""
        return [self.where, self.why, *(f"in {place}" for place in self.code)]


def of_exception(error: BaseException, source: dict[str, Any], number: int) -> Failure:
    """Return the failure that an exception of the run means.

    Args:
        error: what was raised.
        source: the notebook as its author wrote it.
        number: how many of its code cells had begun.
    """
    where = cell_in_words(number, source) if number else "before the first cell"
    if isinstance(error, CaseReviewError):
        return Failure(error.what, "; ".join(error.problems))  # raised by the export, whose words name cells only
    if isinstance(error, NotFinished):
        return Failure(where, str(error))
    name = getattr(error, "ename", None)
    if name is None:
        return Failure(where, _KINDS.get(_family(error), f"an error of type {_plain_name(type(error).__name__)}"))
    why = _KINDS.get(name) or f"an error of type {_plain_name(name)}"
    if name == "CaseReviewError":
        why = known_words(str(getattr(error, "evalue", "")).split("\n", 1)[0])
    return Failure(where, why, _places(getattr(error, "traceback", ())))


def cell_in_words(number: int, source: dict[str, Any]) -> str:
    """Return where the n-th code cell that ran stands, by the heading over it in the notebook's own text.

    >>> cells = [{"cell_type": "markdown", "source": "## Visits"}, {"cell_type": "code", "source": "1 / 0"}]
    >>> cell_in_words(1, {"cells": cells})
    'code cell 1, under the heading "Visits"'
    """
    heading, seen = "", 0
    for cell in source["cells"]:
        if cell["cell_type"] == "markdown":
            heading = (re.findall(r"(?m)^#{1,6}\s+(.+?)\s*$", text_of(cell)) or [heading])[-1]
        elif cell["cell_type"] == "code" and text_of(cell).strip():
            seen += 1
            if seen == number:
                break
    return f"code cell {number}" + (f', under the heading "{heading}"' if heading else "")


def known_words(text: str) -> str:
    """Return a text with everything but the words of our own error messages replaced by an ellipsis.

    >>> known_words("There is no record folder at /home/Quetzalcoatl")
    'There is no record folder at …'
    """
    kept = [token if _is_own(token) else "…" for token in text.split()]
    return re.sub(r"…(?: …)+", "…", " ".join(kept))


def _is_own(token: str) -> bool:
    bare = token.strip(".,;:()!?\"'")
    return bool(re.fullmatch(r"[^\W\d_]+(?:[-'][^\W\d_]+)*", bare)) and _words(bare) <= _vocabulary()


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text))


@cache
def _vocabulary() -> frozenset[str]:
    """The words of every message that this package raises, read from its source."""
    texts = (file.read_text(encoding="utf-8") for file in sorted(paths.PACKAGE.rglob("*.py")))
    return frozenset().union(*(_words(said) for text in texts for said in _messages(text)))


def _messages(source: str) -> Iterator[str]:
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == CaseReviewError.__name__ and call.args:
            yield from (
                part.value for part in ast.walk(call.args[0]) if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )


def _plain_name(name: str) -> str:
    """The name of a kind of error that Python or a library here really has; a notebook can make one up from anything."""
    return name if name in _kinds_of_errors() else "its own"


@cache
def _kinds_of_errors() -> frozenset[str]:
    import duckdb  # noqa: F401 - its errors and those below are what notebooks meet
    import pandas.errors  # noqa: F401

    found: set[type[BaseException]] = set()
    ahead: list[type[BaseException]] = [BaseException]
    while ahead:
        kind = ahead.pop()
        found.add(kind)
        ahead += [k for k in kind.__subclasses__() if k not in found]
    return frozenset(kind.__name__ for kind in found)


def _family(error: BaseException) -> str:
    return next((kind.__name__ for kind in type(error).__mro__ if kind.__name__ in _KINDS), type(error).__name__)


def _places(traceback: Any) -> tuple[str, ...]:
    """The lines of our own code that a traceback passes through, by files that this package really has."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(traceback))
    found = re.findall(r"toolkit[/\\]([A-Za-z0-9_/\\]+\.py)[^\n]*?(?:, line |:)(\d+)", text)
    real = [(file.replace("\\", "/"), line) for file, line in found]
    return tuple(dict.fromkeys(f"toolkit/{file}, line {line}" for file, line in real if Path(paths.PACKAGE, file).is_file()))
