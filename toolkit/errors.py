"""Errors that speak to the person at the keyboard: everything wrong at once, where it is, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import ParamSpec, TypeVar

_Asked = ParamSpec("_Asked")
_Found = TypeVar("_Found")


class CaseReviewError(Exception):
    """A problem with what the user gave us, told in plain words; the command line prints it without a traceback.

    >>> print(CaseReviewError("The views file cannot be used", ["row 2: no case_id"], todo="Mend it and run again."))
    The views file cannot be used
      - row 2: no case_id
    Mend it and run again.
    """

    def __init__(self, what: str, problems: Iterable[str] = (), todo: str = "") -> None:
        self.what = what
        self.problems = list(problems)
        self.todo = todo
        lines = [what, *(f"  - {p}" for p in self.problems)]
        super().__init__("\n".join([*lines, todo] if todo else lines))


class Checks:
    """Checks that are all made before any of them is told: what several refuse comes in one error.

    >>> checks = Checks("The outcomes cannot be followed")
    >>> def refuse(what: str) -> None:
    ...     raise CaseReviewError(what)
    >>> checks.make(refuse, "the horizon is below 1 day")
    >>> checks.make(refuse, "there is no views file")
    >>> checks.tell()
    Traceback (most recent call last):
    toolkit.errors.CaseReviewError: The outcomes cannot be followed
      - the horizon is below 1 day
      - there is no views file
    Mend these and run again.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self.refused: list[CaseReviewError] = []

    def make(self, check: Callable[_Asked, _Found], *args: _Asked.args, **kwargs: _Asked.kwargs) -> _Found | None:
        """Return what a check returns, or None where it refuses, which is kept to be told."""
        try:
            return check(*args, **kwargs)
        except CaseReviewError as refused:
            self.refused.append(refused)
            return None

    def tell(self) -> None:
        """Raise what was refused, if anything: one error in its own words, several in one."""
        if len(self.refused) == 1:
            raise self.refused[0]
        if self.refused:
            said = {r.what: "" if r.what == self.what else f"{r.what}: " for r in self.refused}
            problems = [f"{said[r.what]}{problem}" for r in self.refused for problem in r.problems]
            problems += [r.what for r in self.refused if not r.problems]
            raise CaseReviewError(self.what, problems, "Mend these and run again.")


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return words that name the nearest valid spelling, or nothing where none is near.

    >>> nearest("carer_move", ["carer_moves", "workers_so_far"])
    ' (did you mean carer_moves?)'
    >>> nearest("zzz", ["carer_moves"])
    ''
    """
    close = difflib.get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""
