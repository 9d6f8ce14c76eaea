"""What people who were there recall, asked afterwards: kept apart from the record, beside it, and named for what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError, nearest
from toolkit.review.factors import lines
from toolkit.review.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase
    from toolkit.review.forms import Answers

THEN, SINCE = "then", "since"
RECORD_ONLY = "Record only: no file was read, and no account of anybody who was there is used."
NONE_GIVEN = (
    "No account was given to this page. To ask people who were there, hand out the sheets account_practitioner, account_manager, "
    "account_partner, account_parent and account_child, and name the folder of what comes back in the parameter accounts."
)
_NOT_QUOTED = "spoken of; these words are not for quotation"
_CANNOT = "The accounts cannot be used"
_TODO = "Mend these, or take the file out of the folder."
_TABLE = ("account.parquet", "account.csv")


@dataclass(frozen=True)
class Said:
    """One answer: who speaks (a role), to which decision (empty: all), on what, the words, and what the speaker did with them."""

    speaker: str
    role: str
    decision: str
    topic: str
    words: str
    quote: bool
    corrected: bool


@dataclass(frozen=True)
class Accounts:
    """The answers that may be used, and in words what was left out and why."""

    said: tuple[Said, ...] = ()
    left_out: tuple[str, ...] = ()


def given(case: ReviewedCase, folder: str | Path = "") -> Accounts:
    """Read the accounts that were given for a case.

    Args:
        case: the case.
        folder: a folder with the saved sheets (JSON or workbooks), or that of a record whose table `account` holds them; empty:
            none. They are never taken from the record unasked: they came after the decisions, and a page that stops at the last
            decision would change with them.

    Returns:
        The answers of those who agreed. Whoever did not agree, or raised an immediate concern, is counted and not shown.

    Raises:
        CaseReviewError: everything that is wrong in any of the files, with the file.
    """
    if not folder:
        return Accounts()
    place = Path(folder)
    return _from_record(case, place) if any((place / name).is_file() for name in _TABLE) else _from_sheets(case, place)


def summary(accounts: Accounts) -> list[str]:
    """Return what the first screen says of accounts: that there is the record only, or whose recollections stand beside it.

    >>> summary(Accounts())
    ['Record only: no file was read, and no account of anybody who was there is used.']
    """
    if not accounts.said:
        return [RECORD_ONLY, *accounts.left_out]
    who = Counter(one.speaker for one in accounts.said)
    each = ", ".join(f"{plural(n, 'answer')} of a {speaker}" for speaker, n in sorted(who.items()))
    return [
        f"Beside the record stands what people who were there recall, asked afterwards: {each}. No file was read.",
        *accounts.left_out,
    ]


def note(accounts: Accounts) -> list[str]:
    """Return the sentences over the table of accounts: that there are none, or how to read them."""
    if not accounts.said:
        return [NONE_GIVEN]
    return [
        "These are recollections. Whoever speaks here may by now know how it went on, and nobody can put that out of mind. "
        "They are not set right by the record, nor the record by them."
    ]


def beside(case: ReviewedCase, accounts: Accounts, work: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return what people recall of the time of the decisions, beside what stood in the record.

    Args:
        case: the case.
        accounts: what they said.
        work: by the name of each decision, what the record says of the work around it.

    Returns:
        A row an answer, by decision: `decision`, `asked`, `record` (what the record of the time has to it, empty where nothing),
        `recalled` (the words, or that they are not for quotation), `who` (a role) and `marks`.
    """
    record = _Beside(case, work or {})
    return _shown(case, accounts, THEN, record.of)


def since(case: ReviewedCase, accounts: Accounts) -> pd.DataFrame:
    """Return what people say that they know only since: columns as in :func:`beside`, without `record`."""
    return _shown(case, accounts, SINCE, lambda topic, decision: "").drop(columns="record")


def since_said(case: ReviewedCase, accounts: Accounts) -> list[str]:
    """Return what is to be said with what people know only since; also that the record itself holds accounts not asked for."""
    if accounts.said:
        return ["What somebody has learned since is no measure of what was to be known then. So it stands here."]
    n = len(_rows(case.record, case)) if "account" in case.record.held else 0
    if not n:
        return ["No account was given to this page."]
    held = f"The record itself holds {plural(n, 'answer')} given afterwards by people who were there."
    return [f"{held} To show them, name the folder of the record in the parameter accounts."]


def _shown(case: ReviewedCase, accounts: Accounts, part: str, record: Any) -> pd.DataFrame:
    import pandas as pd

    topics = {row["topic"]: row for row in lines("account_topics")}
    order = {name: n for n, name in enumerate(["", *case.views["name"]])}
    turns = {topic: n for n, topic in enumerate(topics)}
    wanted = [one for one in accounts.said if topics.get(one.topic, {"part": THEN})["part"] == part]
    wanted.sort(key=lambda one: (order.get(one.decision, 0), turns.get(one.topic, len(turns)), one.speaker, one.words))
    rows = [
        {
            "decision": one.decision or "all",
            "asked": topics[one.topic]["asked"] if one.topic in topics else one.topic or "not recorded",
            "record": record(one.topic, one.decision),
            "recalled": f"“{one.words}”" if one.quote else _NOT_QUOTED,
            "who": f"{one.speaker}: {one.role}" if one.role else one.speaker,
            "marks": "corrected by the participant" if one.corrected else "not yet read again by the participant",
        }
        for one in wanted
    ]
    return pd.DataFrame(rows, columns=["decision", "asked", "record", "recalled", "who", "marks"], dtype="str")


class _Beside:
    """What the record of the time has to what is asked, decision by decision."""

    def __init__(self, case: ReviewedCase, work: Mapping[str, str]) -> None:
        self._case, self._work = case, work
        self._views = dict(zip(case.views["name"], case.views["view_id"], strict=True))
        ids = dict(zip(case.views["name"], case.views["decision_id"], strict=True))
        decided = {row["decision_id"]: row for row in case.decided.to_dict("records")}
        shut = {name for name, d in ids.items() if ("decision", d) in case.closed}
        self._decided = {name: decided.get(d, {}) for name, d in ids.items() if d and name not in shut}
        self._kinds = {row["topic"]: row["beside"] for row in lines("account_topics")}

    def of(self, topic: str, decision: str) -> str:
        kind = self._kinds.get(topic, "")
        if not decision or not kind:
            return ""
        if kind in ("reason", "uncertainty"):
            return self._decided.get(decision, {}).get(kind, "")
        if kind == "work":
            return self._work.get(decision, "")
        stood = self._case.stood
        here = stood[(stood["view_id"] == self._views[decision]) & (stood["state"] == "happened")]
        if kind == "known":
            return f"{plural(len(here), 'thing')} stood in the record; who had read them is above, where it is recorded"
        visits = here[here["table"] == kind].sort_values("occurred_on")
        return str(visits["words"].iloc[-1]) if len(visits) else ""


def _from_sheets(case: ReviewedCase, place: Path) -> Accounts:
    speakers = {row["form"]: row["speaker"] for row in lines("account_speakers")}
    files = sorted(f for f in place.iterdir() if f.suffix.lower() in (".json", ".xlsx")) if place.is_dir() else []
    if not files:
        raise CaseReviewError(_CANNOT, [f"{place.name} is no folder of saved sheets"], "Name the folder that holds them.")
    read: list[tuple[Answers, list[Said]]] = []
    problems: list[str] = []
    for file in files:
        try:
            read.append(_sheet(case, file, speakers))
        except CaseReviewError as error:
            problems += [f"{file.name}: {told}" for told in error.problems or [error.what]]
    if problems:
        raise CaseReviewError(_CANNOT, problems, _TODO)
    concerns = sum(bool(answers.concern) for answers, _ in read)
    refused = sum(not answers.concern and not _agreed(answers) for answers, _ in read)
    return Accounts(tuple(one for _, own in read for one in own), tuple(_left_out(refused, concerns)))


def _sheet(case: ReviewedCase, file: Path, speakers: Mapping[str, str]) -> tuple[Answers, list[Said]]:
    """What was saved in a file, and what of it may be used."""
    from toolkit.review.forms import read_answers, read_form
    from toolkit.review.forms.receive import read_head

    form = read_head(file)["form"]
    if form not in speakers:
        raise CaseReviewError(_CANNOT, [f"it is no account{nearest(form, speakers)}"])
    answers = read_answers(file, read_form(form))
    if answers.concern or not _agreed(answers):
        return answers, []
    decision, wrong = _decision(case, answers.answers["decision"] or "")
    if wrong:
        raise CaseReviewError(_CANNOT, [f"decision: {wrong}"])
    return answers, _of_sheet(speakers[form], answers.answers, decision)


def _agreed(answers: Answers) -> bool:
    return answers.answers["consent"] == "yes"


def _of_sheet(speaker: str, answers: Mapping[str, Any], decision: str) -> list[Said]:
    topics = [row["topic"] for row in lines("account_topics")]
    quote, corrected = answers["quote_ok"] == "yes", answers["corrected"] == "yes"
    role = answers["role"] if speaker != "child" else ""
    return [Said(speaker, role, decision, t, answers[t], quote, corrected) for t in topics if answers.get(t)]


def _from_record(case: ReviewedCase, place: Path) -> Accounts:
    from toolkit.record import open_record

    record = open_record(place)
    rows = _rows(record.as_it_stood(case.record.until) if case.record.until else record, case)
    said, problems, refused = [], [], 0
    for row in rows:
        if not row["consent"]:
            refused += 1
            continue
        decision, wrong = _decision(case, row["decision_id"] or "")
        problems += [f"account, {row['statement_id']}, decision_id: {wrong}"] if wrong else []
        if row["note"]:
            speaker = row["speaker"] or "speaker not recorded"
            marks = bool(row["quote_approved"]), bool(row["corrected_by_speaker"])
            said.append(Said(speaker, "", decision, row["topic"] or "", row["note"], *marks))
    if problems:
        raise CaseReviewError(_CANNOT, problems, _TODO)
    return Accounts(tuple(said), tuple(_left_out(refused, 0)))


def _rows(record: Any, case: ReviewedCase) -> list[dict[str, Any]]:
    """The accounts of a case that stand in a record: the last version of each that was not withdrawn and is not restricted."""
    from toolkit.record.identity import numbers_of

    con = record.connect()
    try:
        numbers = sorted({*numbers_of(con, case.case_id), case.case_id})
        answer = con.execute(_STANDING, [numbers])
        columns = [c[0] for c in answer.description or ()]
        return [dict(zip(columns, values, strict=True)) for values in answer.fetchall()]
    finally:
        con.close()


_STANDING = """
    SELECT statement_id, speaker, decision_id, topic, note, consent, quote_approved, corrected_by_speaker FROM account
    WHERE list_contains(?, case_id) AND withdrawn_at IS NULL AND restricted IS NULL
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY recorded_at DESC, statement_id DESC) = 1
    ORDER BY recorded_at, statement_id"""


def _decision(case: ReviewedCase, named: str) -> tuple[str, str]:
    """The name on the page of a decision, and what is wrong where there is none of that name."""
    own = {name: name for name in case.views["name"]}
    own |= {d: name for d, name in zip(case.views["decision_id"], case.views["name"], strict=True) if d}
    if not named or named in own:
        return own.get(named, ""), ""
    return "", f"this page has no such decision{nearest(named, case.views['name'])}; give its short name, such as D1"


def _left_out(refused: int, concerns: int) -> list[str]:
    said = []
    if refused:
        said.append(f"{plural(refused, 'account')} {'is' if refused == 1 else 'are'} left out, as use was not agreed to.")
    if concerns:
        said.append(
            f"{plural(concerns, 'account')} {'holds' if concerns == 1 else 'hold'} an immediate concern and "
            f"{'is' if concerns == 1 else 'are'} left out: give {'it' if concerns == 1 else 'them'} to the coordinator now. "
            "Nothing is sent from here."
        )
    return said
