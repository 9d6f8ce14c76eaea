"""The audit up to the end of its period: timeliness, drift and what was known at decisions, from the record as it then stood."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from toolkit.contrast import class_words, classes
from toolkit.contrast.settings import flagged
from toolkit.known import measure
from toolkit.result import INSUFFICIENT, NOT_RECORDED, OK, SUPPRESSED
from toolkit.review.cover import cover_at, with_ledger, without_untold
from toolkit.review.measures import labels_of, measures_of
from toolkit.review.wording import day_words, plural
from toolkit.study.audit import IN, cover, who_is_in
from toolkit.study.summaries import LEAST, flags, medians, result_frame, share_row

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.audit import Audit


class Shown(Protocol):
    """Tables as they may be shown, by name, and what was done to small numbers in a sentence."""

    @property
    def note(self) -> str:
        """What was done to small numbers."""
        ...

    def __call__(self, name: str) -> pd.DataFrame:
        """Return the table of that name."""
        ...


# Purpose stands before timeliness: what is measured first is what people look at first.
_REPORT = "case_review_audit"
PURPOSE, COURSE, TIMELINESS = (measures_of(_REPORT, part) for part in ("purpose", "course", "timeliness"))
_POPULATION = {"open cases": "in open cases", "children in care": "in care"}
_HELD = ("K1", "K1/2", "K2", "K3", "K4a", "K4b", "K0")
_UNSAID = {
    NOT_RECORDED: "For how many one of these is so, this record cannot say: {}. That is not the same as none.",
    INSUFFICIENT: "Too few children to say: {}.",
    SUPPRESSED: "Not shown, as the numbers behind it are too small or would tell of small ones: {}.",
}
_FOUND = [
    "They are about children who were in the set at any time in the period, whether or not they were still in it at its end. "
    "What was written down only after its end is not here.",
    "Where a case has no recorded decision, the points are taken from the course of care: start, move, legal change, end.",
]
ALL, UNDATED = "all", "on record without a date"
_NO_LEDGER = "the record is not known to keep a ledger of who had what"


def measured(audit: Audit) -> pd.DataFrame:
    """Return the result rows of the audit's indicators for every case of the set at the end of the period, with `case_id`."""
    rows = measure(audit.before, audit.views, list(measures_of(_REPORT)))
    return rows.merge(audit.views[["view_id", "case_id"]], on="view_id")


def tables(audit: Audit, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return all tables of the page above its afterwards part that count anything, by name, as the policy of release lists them.

    Args:
        audit: the audit.
        rows: as :func:`measured` returns them.
    """
    return {
        "who-is-in": who_is_in(audit).set_axis(["Standing", "Cases", "Families"], axis=1),
        "purpose": group(audit, rows, PURPOSE),
        "course": group(audit, rows, COURSE),
        "timeliness": group(audit, rows, TIMELINESS),
        "beyond": beyond(audit, rows),
        "decisions": decisions(audit),
        "known-at-decisions": decisions_known(audit),
        "things-by-class": decisions_counted(audit).set_axis(["Class", "What it means", "Things", "Decisions with any"], axis=1),
        "cover": _by_words(cover(audit)).set_axis(["Part of the record", "Kept since", "Kept to", "Things on record"], axis=1),
    }


def _by_words(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(table=rows["table"].str.replace("_", " "))


def summary(audit: Audit, shown: Shown) -> list[str]:
    """Return the plain-language summary of the page above its afterwards part.

    Args:
        audit: the audit; nothing is counted of it here.
        shown: gives a table of :func:`tables` by its name, as it may be shown; `note` says what was done to small numbers.
    """
    inside = {row["Standing"]: row for row in shown("who-is-in").to_dict("records")}.get(IN, {})
    beyond = shown("beyond")
    lines = [
        f"In this audit: {number_words(inside.get('Cases'), 'child', 'children')}{_families_words(audit, inside)} "
        f"{_POPULATION[audit.population]} on {day_words(audit.end)}, the end of the period that began on {day_words(audit.start)}. "
        "Every other case on record is left out, each with its reason.",
        "No file was read for this report. It counts what was on record on that day, and says nothing of how well anybody worked.",
        *(audit.sample.said if audit.sample else []),
        shown.note,
    ]
    outside = _outside(shown)
    lines += [f"{_sentence(r)}{outside.get(r['measure'], '')}." for r in beyond[beyond["status"] == OK].head(4).to_dict("records")]
    for status, said in _UNSAID.items():
        if unsaid := beyond[beyond["status"] == status]["measure"].tolist():
            lines.append(said.format("; ".join(unsaid)))
    lines.append("What came later is closed, at the end.")
    return lines


def drawn_words(audit: Audit) -> list[str]:
    """Return how whoever is in came to be in, and what the intervals then say."""
    if audit.sample:
        return audit.sample.said
    return [
        "All cases of the population are in, none was drawn: the intervals say how far a set of this size would vary if it were "
        "one of many such sets."
    ]


def not_applicable(shown: Shown) -> list[str]:
    """Return to how many children each threshold does not apply, and why, for under the picture of them."""
    said = [f"{measure[0].upper()}{measure[1:]}{words}." for measure, words in _outside(shown).items()]
    return said or [f"Each of these applies to all children in the audit, or to all but fewer than {LEAST}."]


def _outside(shown: Shown) -> dict[str, str]:
    """What is said of the children to whom a threshold does not apply: who is in, less those of whom it is or is not told.

    It is taken from counts that are shown already, which may be rounded: so fewer than ten are not told of.
    """
    inside = {row["Standing"]: row for row in shown("who-is-in").to_dict("records")}.get(IN, {}).get("Cases")
    why = {i.flag.words: i.otherwise for i in flagged() if i.flag}
    rest = {r["measure"]: _rest(inside, r) for r in shown("beyond").to_dict("records")}
    return {m: f"; it does not apply to about {n} ({why[m]})" for m, n in rest.items() if n >= LEAST}


def _rest(inside: object, row: Mapping[Hashable, Any]) -> int:
    import pandas as pd

    counts = inside, row["denominator"], row["missing"]
    if any(isinstance(n, str) or pd.isna(n) for n in counts) or row["status"] != OK:
        return 0
    whole, told, missing = (int(n) for n in counts)  # type: ignore[call-overload]
    return whole - told - missing


def number_words(count: object, one: str, many: str) -> str:
    """Return a count that went through the gate with its noun; a hidden one says that it is.

    >>> number_words(40, "child", "children"), number_words("suppressed", "child", "children")
    ('40 children', 'a suppressed number of children')
    """
    if isinstance(count, str) or count is None or count != count:
        return f"a suppressed number of {many}"
    return plural(int(count), one, many)  # type: ignore[call-overload]


def _sentence(row: dict) -> str:
    interval = f"; interval {row['lower']:.0%} to {row['upper']:.0%}" if row["lower"] == row["lower"] else ""
    return f"{row['measure'].capitalize()}: {row['numerator']} of {row['denominator']} children ({row['value']:.0%}{interval})"


def _families_words(audit: Audit, inside: dict) -> str:
    if not audit.families_known:
        return " (brothers and sisters are not recorded, so each counts alone)"
    return f" of {number_words(inside.get('Families'), 'family', 'families')}"


def measure_labels() -> dict[str, str]:
    """Return the name of each indicator as people read it."""
    return labels_of(_REPORT)


def group(audit: Audit, rows: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Return the medians of some indicators, in the order of their names."""
    found = medians(rows[rows["measure"].isin(names)], audit.families)
    return found.sort_values("measure", key=lambda s: s.map(names.index), ignore_index=True)


def beyond(audit: Audit, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the share of children beyond each threshold."""
    return flags(rows, audit.families)


def decisions_known(audit: Audit) -> pd.DataFrame:
    """Return, over the decisions of the period, the share at which something stood in each class of the ledger.

    One row a class: of the decisions whose case stood in the record, those with at least one thing in the class, with an
    interval by family. Where the ledger is silent about the decider, things are K1/2, and neither known nor unknown. Where no
    ledger was kept on the day of a decision, it is missing from the classes that rest on one, unless they hold something.
    """
    counts = _counted(audit)
    family = counts["case_id"].map(audit.families)
    words = class_words()
    return result_frame([_class_row(f"{k}: {words[k]}", counts[k], family, len(audit.decisions)) for k in _HELD])


def _class_row(name: str, counts: pd.Series, family: pd.Series, decisions: int) -> dict:
    told = counts.notna()
    if not told.any() and len(counts):
        return share_row(name, told[told], family[told], decisions) | {"reason": _NO_LEDGER}
    return share_row(name, counts[told] > 0, family[told], decisions - int(told.sum()))


def decisions_counted(audit: Audit) -> pd.DataFrame:
    """Return how many things stood in each class over all decisions of the period: `class`, `meaning`, `things`, `decisions`.

    Both numbers are empty for a class that rests on a ledger where none was kept.
    """
    import pandas as pd

    counts, words = _counted(audit), class_words()
    rows = [
        {"class": k, "meaning": words[k], "things": counts[k].sum(min_count=1), "decisions": (counts[k] > 0).sum(min_count=1)}
        for k in _HELD
    ]
    return pd.DataFrame(rows).astype({"things": "Int64", "decisions": "Int64"})


def decisions(audit: Audit) -> pd.DataFrame:
    """Return how many decisions of the period there were, by how they were found: `Kind`, `Decisions`, `Children`.

    A row `all` stands first; decisions without a date, which are shown nowhere else, have a row of their own that is not in it.
    """
    import pandas as pd

    kinds = [(kind, part) for kind, part in audit.decisions.groupby("kind", sort=True)]
    rows = [(k, len(part), part["case_id"].nunique()) for k, part in [(ALL, audit.decisions), *kinds]]
    if len(undated := _undated(audit)):
        rows.append((UNDATED, len(undated), undated["case_id"].nunique()))
    return pd.DataFrame(rows, columns=["Kind", "Decisions", "Children"])


def decisions_words(audit: Audit) -> list[str]:
    """Return sentences on the decisions of the period: how they were found, and about whom."""
    if not len(audit.decisions):
        return ["No decision of the period was on record at its end, nor any point in a course of care."]
    return list(_FOUND)


def _counted(audit: Audit) -> pd.DataFrame:
    counts = classes(audit.before, audit.decisions).merge(audit.decisions[["view_id", "case_id"]], on="view_id")
    return without_untold(counts[counts["status"] == OK], with_ledger(cover_at(audit.before, audit.decisions), audit.decisions))


def _undated(audit: Audit) -> pd.DataFrame:
    from toolkit.known import views

    about = {*audit.views["case_id"], *audit.decisions["case_id"]}
    return views.undated_decisions(audit.before, sorted(about))
