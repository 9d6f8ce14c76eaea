"""Errors that speak to the person at the keyboard: everything wrong at once, where it is, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


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


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return words that name the nearest valid spelling, or nothing where none is near.

    >>> nearest("carer_move", ["carer_moves", "workers_so_far"])
    ' (did you mean carer_moves?)'
    >>> nearest("zzz", ["carer_moves"])
    ''
    """
    close = difflib.get_close_matches(name, list(valid), n=1, cutoff=0.6)
    return f" (did you mean {close[0]}?)" if close else ""
