"""The folder of an audit: its plan, its instrument as it was handed out, and the sheets that came back."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.review.forms.answers import Answers
from toolkit.review.forms.form import Form
from toolkit.review.forms.read import folder_of, read_form
from toolkit.review.forms.receive import read_answers
from toolkit.review.forms.urgent import UNREAD, hear
from toolkit.review.instruments.plan import COLUMNS
from toolkit.review.instruments.rules import Rating, read_rules
from toolkit.review.lock import put_whole
from toolkit.review.settings import Settings
from toolkit.review.settings_kept import COORDINATOR, SETTINGS, TOLD, hash_of, route_of, text_of

if TYPE_CHECKING:
    import pandas as pd

ABOUT, PLAN, INSTRUMENT, IN, MODERATED = "audit.json", "plan.csv", "instrument", "in", "moderated"
WORDING = "wording.csv"
STAGE, MODERATION = "audit", "moderated"
NO_OWN = f"This audit's own route cannot be read from {COORDINATOR}/{SETTINGS}: it stands at the top of every sheet."
_TEXTS = ("id", "instrument", "form_sha256")


@dataclass(frozen=True)
class Audit:
    """An audit: its instrument and plan, and what came back.

    Attributes:
        id: the label that its sheets carry.
        form, ratings: the instrument.
        plan: one row a sheet, see :data:`toolkit.review.instruments.plan.COLUMNS`.
        raw: the answers of auditors, each on their own, by sheet.
        moderated: the answers after moderation, by the sheet of the first auditor; never put in the place of raw ones.
    """

    id: str
    form: Form
    ratings: tuple[Rating, ...]
    plan: pd.DataFrame
    raw: dict[str, Answers]
    moderated: dict[str, Answers]

    @property
    def concerns(self) -> list[str]:
        """The sheets on which somebody wrote an immediate concern; they are left out of every summary."""
        return [sheet for sheet, a in self.raw.items() if a.concern] + [sheet for sheet, a in self.moderated.items() if a.concern]

    @property
    def missing(self) -> list[str]:
        """The sheets that have not come back."""
        return [sheet for sheet in self.plan["sheet"] if sheet not in self.raw]


def new_audit(
    made: Path,
    plan: pd.DataFrame,
    instrument: str | Path,
    seed: int,
    settings: Settings,
    wording: str | Path | None = None,
) -> Form:
    """Write into an empty folder what an audit needs besides its sheets, and return the form as it is handed out.

    Args:
        made: the folder.
        plan: as :func:`toolkit.review.instruments.plan.plan_audit` returns it.
        instrument: the name or folder of the instrument; a copy is kept, so that sheets are read with what was handed out.
        seed: as the plan was drawn.
        settings: the agency's; they are kept, so that what comes back is read with the route that stands on the sheets.
        wording: an agency's own wording, see :func:`toolkit.review.forms.read_form`.
    """
    source, form = instrument_of(instrument, wording)
    copy = made / INSTRUMENT / source.name
    copy.mkdir(parents=True)
    for name in ("form.toml", "items.csv", "ratings.csv", "rules.csv"):
        if (source / name).is_file():
            shutil.copyfile(source / name, copy / name)
    if wording is not None:
        shutil.copyfile(wording, made / INSTRUMENT / WORDING)
    (made / COORDINATOR).mkdir(mode=0o700)
    for name in (IN, MODERATED):
        (made / name).mkdir(mode=0o700)  # answers and concerns come back here
    with open(made / COORDINATOR / PLAN, "w", newline="", encoding="utf-8", opener=lambda p, f: os.open(p, f, 0o600)) as text:
        plan[list(COLUMNS)].to_csv(text, index=False, lineterminator="\n")
    about = {"casereview": "audit", "id": f"audit-{seed}", "instrument": source.name, "form_sha256": form.sha256}
    about |= {"seed": seed, "double_share": settings.double_share, "auditors": int(plan["auditor"].nunique())}
    about |= {TOLD: hash_of(settings)}
    put_whole(made / COORDINATOR / SETTINGS, text_of(settings).encode())
    (made / ABOUT).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    return form


def instrument_of(instrument: str | Path, wording: str | Path | None = None) -> tuple[Path, Form]:
    """Return the folder and the form of an audit instrument.

    Args:
        instrument: its name or folder.
        wording: an agency's own wording, see :func:`toolkit.review.forms.read_form`.

    Raises:
        CaseReviewError: there is none, it or the wording cannot be used, or it is a rating form.

    >>> instrument_of("case_file_audit")[1].gate
    False
    """
    source = folder_of(instrument)
    form = read_form(source, wording=wording)
    if form.gate:
        raise CaseReviewError(
            f"{form.name} is a rating form and no audit instrument", todo="Name an instrument without gate = true."
        )
    read_rules(source, form)
    return source, form


def urgent_lines(folder: str | Path) -> list[str]:
    """Return the route for urgent concerns as the sheets of an audit say it, also where nothing else of it can be read.

    >>> urgent_lines("nowhere")[0] == NO_OWN
    True
    """
    return route_of(folder, ABOUT, NO_OWN)


def read_audit(folder: str | Path) -> Audit:
    """Return an audit with all that came back into its folders `in` and `moderated`, whatever the files are called.

    Raises:
        CaseReviewError: it is no folder of an audit; or everything that is wrong with what came back at once, file by file.
            Immediate concerns, and files that may hold one, stand first in it, with the route.
    """
    home = Path(folder)
    try:
        return _read(home)
    except CaseReviewError as problem:
        first = [told for name in (IN, MODERATED) for n, file in _files(home / name) for told in _first(_called(file, n), file)]
        first += urgent_lines(home) if first else []
        raise CaseReviewError(problem.what, [*first, *problem.problems], problem.todo) from None


def _read(home: Path) -> Audit:
    about = _about(home)
    wording = home / INSTRUMENT / WORDING
    form = read_form(home / INSTRUMENT / about["instrument"], wording=wording if wording.is_file() else None)
    if form.sha256 != about["form_sha256"]:
        raise CaseReviewError(
            "The instrument was changed after its sheets were handed out", todo="Put the folder instrument back as it was."
        )
    ratings = read_rules(home / INSTRUMENT / about["instrument"], form)
    plan = _plan(home / COORDINATOR / PLAN)
    problems: list[str] = []
    raw = _received(home / IN, form, about["id"], plan, STAGE, problems)
    moderated = _received(home / MODERATED, form, about["id"], plan, MODERATION, problems)
    if problems:
        raise CaseReviewError(
            "Some of what came back cannot be used", problems, "Ask for these sheets again, or take the files out of the folder."
        )
    return Audit(about["id"], form, ratings, plan, raw, moderated)


def _about(home: Path) -> dict[str, Any]:
    try:
        said = json.loads((home / ABOUT).read_text(encoding="utf-8"))
        whole = all(isinstance(said[name], str) for name in _TEXTS) and said["instrument"] == Path(said["instrument"]).name
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        whole, said = False, {}
    if not whole:
        raise CaseReviewError(f"{home.resolve().name} is no folder of an audit", todo="Make one with casereview audit new.")
    return said


def _plan(file: Path) -> pd.DataFrame:
    import pandas as pd

    try:
        plan = pd.read_csv(file, dtype=str, keep_default_na=False)
        plan["weight"] = plan["weight"].astype(float)
        return plan[list(COLUMNS)]
    except (OSError, ValueError, KeyError):
        raise CaseReviewError(
            f"The plan of the audit ({COORDINATOR}/{PLAN}) cannot be read", todo="Put it back as it was."
        ) from None


def _received(folder: Path, form: Form, id_: str, plan: pd.DataFrame, stage: str, problems: list[str]) -> dict[str, Answers]:
    """The answers in a folder by sheet; what is wrong with a file is added to the problems."""
    auditors = dict(zip(plan["sheet"], plan["auditor"], strict=True))
    firsts = set(plan.loc[plan["turn"] == "first", "sheet"])
    found: dict[str, Answers] = {}
    for n, file in _files(folder):
        name = _called(file, n)
        try:
            answers = read_answers(file, form)
        except CaseReviewError as error:
            problems += [f"{name}: {p}" for p in error.problems]
            continue
        wrong = _misplaced(answers, id_, auditors, firsts, stage)
        wrong += ["another file holds the same sheet"] if answers.pack in found and not wrong else []
        problems += [f"{name}: {w}" for w in wrong]
        if not wrong:
            found[answers.pack] = answers
    return found


def _files(folder: Path) -> list[tuple[int, Path]]:
    """What came back into a folder, with its number."""
    there = sorted(f for f in folder.iterdir() if f.is_file() and not f.name.startswith((".", "~"))) if folder.is_dir() else []
    return list(enumerate(there, 1))


def _called(file: Path, number: int) -> str:
    return f"{file.parent.name}, file {number} ({file.name})"


def _first(name: str, file: Path) -> list[str]:
    """What is to be said of a file before anything that is wrong with it."""
    heard = hear(file)
    told = [f"{name}: AN IMMEDIATE CONCERN stands here. Nothing was sent: read it now, and call"] if heard.concern else []
    return told if heard.whole else [*told, f"{name}: {UNREAD}"]


def _misplaced(answers: Answers, id_: str, auditors: dict[str, str], firsts: set[str], stage: str) -> list[str]:
    wrong = [] if answers.review == id_ else ["it belongs to another audit"]
    wrong += [] if answers.stage == stage else [f"its stage is {answers.stage}, and here belongs {stage}"]
    if answers.pack not in auditors:
        return [*wrong, f"there is no sheet {answers.pack}"]
    if stage == MODERATION and answers.pack not in firsts:
        wrong.append(f"sheet {answers.pack} is the second one of its case; moderation goes under the first")
    if stage == STAGE and answers.rater != auditors[answers.pack]:
        wrong.append(f"sheet {answers.pack} was handed to {auditors[answers.pack]}, and came back from {answers.rater}")
    return wrong
