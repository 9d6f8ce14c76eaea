"""Taking saved answers in: a JSON file or a workbook from anybody, looked over before it is believed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.review.forms import book
from toolkit.review.forms.answers import CONCERN, FIELDS, REOPENED, Answers, check_answers, tidied
from toolkit.review.forms.form import Form
from toolkit.review.forms.read import limit

_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")  # of today, and of old
_TODO = "Ask the person who filled it in to mend the form and save it again; nothing was taken in."


class _Refused(Exception):
    """Why a file is no set of answers, in plain words."""


def read_answers(path: str | Path, form: Form) -> Answers:
    """Return the answers of a saved file.

    Args:
        path: a JSON file that the page or the widgets saved, or a workbook that was filled in.
        form: the form that was handed out.

    Raises:
        CaseReviewError: everything that is wrong with the file and its answers at once; no answer is printed.

    >>> import json, tempfile
    >>> from toolkit.review.forms import blank, read_form
    >>> form, file = read_form("rating"), Path(tempfile.mkdtemp()) / "saved.json"
    >>> told = blank(form, "r", "P01", "R1", "blind")
    >>> told["answers"]["knows_case"] = "yes"
    >>> _ = file.write_text(json.dumps(told))
    >>> form.stopped(read_answers(file, form).answers)
    True
    """
    file = Path(path)
    try:
        told = _told(file, form)
    except _Refused as why:
        raise CaseReviewError(f"{file.name} holds no answers", [str(why)], _TODO) from None
    problems = check_answers(form, {"casereview": "", **told})  # never as bare answers: a file says whose it is
    if problems:
        raise CaseReviewError(f"The answers in {file.name} cannot be used", problems, _TODO)
    given = {i.id: tidied(i, told["answers"].get(i.id)) for i in form.items}
    concern = str(told.get(CONCERN, "")).replace("\r\n", "\n").strip()
    said = {k: told.get(k) or "" for k in FIELDS if k not in ("casereview", "answers", CONCERN, REOPENED)}
    return Answers(**said, answers=given, concern=concern, reopened=told.get(REOPENED, False))


def read_head(path: str | Path) -> dict[str, str]:
    """Return what a saved file says of itself, without a look at its answers: form, hash, review, pack, rater, stage.

    Raises:
        CaseReviewError: it is no file of answers.
    """
    file = Path(path)
    try:
        told = _told(file, None)
    except _Refused as why:
        raise CaseReviewError(f"{file.name} holds no answers", [str(why)], _TODO) from None
    return {k: str(told.get(k, "")) for k in FIELDS if k not in ("answers", CONCERN, REOPENED)}


def _told(file: Path, form: Form | None) -> Mapping[str, Any]:
    try:
        size = file.stat().st_size
        if not file.is_file():
            raise _Refused("it is no file")
        if size > limit("file_bytes"):
            raise _Refused(f"it has {size:,} bytes; {limit('file_bytes'):,} are far more than anybody types")
        content = file.read_bytes()
    except OSError:
        raise _Refused("there is no such file, or it cannot be read") from None
    if content.startswith(_WORKBOOKS):
        try:
            return book.read(file, form)
        except book.Refused as why:
            raise _Refused(str(why)) from None
    return _parsed(content)


def _parsed(content: bytes) -> Mapping[str, Any]:
    if b"\0" in content:
        raise _Refused("it holds a NUL, which no text does; it may be damaged, or saved as UTF-16")
    try:
        told = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _Refused("it is not text in UTF-8") from None
    except (ValueError, RecursionError):
        raise _Refused("it is not JSON; it may have been cut off, or it is another file") from None
    if not isinstance(told, dict):
        raise _Refused("it is JSON of another kind")
    return told


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Refused("it answers something twice")
    return found


def _no_number(name: str) -> None:
    raise _Refused("it holds a number that is none")
