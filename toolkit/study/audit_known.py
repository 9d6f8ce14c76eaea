"""The audit up to the end of its period: timeliness, drift and what was known at decisions, from the record as it then stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast import class_words, classes
from toolkit.known import catalogue, measure
from toolkit.result import INSUFFICIENT, NOT_RECORDED, OK
from toolkit.review.cover import with_ledger, without_untold
from toolkit.review.wording import day_words, plural
from toolkit.study.audit import IN
from toolkit.study.summaries import flags, medians, result_frame, share_row

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.audit import Audit

# Purpose stands before timeliness: what is measured first is what people look at first.
PURPOSE = ("plan_need_coverage", "goals_without_due_date", "information_absorbed", "oldest_undone_action")
COURSE = (
    "carer_moves",
    "placement_moves",
    "moves_last_12_months",
    "days_in_placement",
    "workers_so_far",
    "days_with_worker",
    "temporary_placements",
    "short_breaks",
    "times_missing",
)
TIMELINESS = ("days_since_seen", "days_since_seen_alone", "days_since_review", "review_lateness")
_POPULATION = {"open cases": "in open cases", "children in care": "in care"}
_HELD = ("K1", "K1/2", "K2", "K3", "K4a", "K4b", "K0")
_UNSAID = {
    NOT_RECORDED: "For how many one of these is so, this record cannot say: {}. That is not the same as none.",
    INSUFFICIENT: "Too few children to say: {}.",
}
_FOUND = [
    "Views before decisions in the period: {found}, about {children}, whether or not they were still in the set at its end. "
    "What was written down only after its end is not here.",
    "Where a case has no recorded decision, the points are taken from the course of care: start, move, legal change, end.",
]
_NO_LEDGER = "the record is not known to keep a ledger of who had what"


def measured(audit: Audit) -> pd.DataFrame:
    """Return the result rows of every indicator for every case of the set at the end of the period, with `case_id`."""
    rows = measure(audit.before, audit.views)
    return rows.merge(audit.views[["view_id", "case_id"]], on="view_id")


def summary(audit: Audit, rows: pd.DataFrame) -> list[str]:
    """Return the plain-language summary of the page above its afterwards part."""
    inside = audit.cases[audit.cases["standing"] == IN]
    beyond = flags(rows, audit.families)
    lines = [
        f"{plural(len(inside), 'child', 'children')}{_families_words(audit, inside)} {_were(len(inside))} "
        f"{_POPULATION[audit.population]} on {day_words(audit.end)}, the end of the period that began on {day_words(audit.start)}. "
        f"{_left_out(len(audit.cases) - len(inside))}",
        "No file was read for this report. It counts what was on record on that day, and says nothing of how well anybody worked.",
    ]
    lines += [f"{_sentence(r)}." for r in beyond[beyond["status"] == OK].head(4).to_dict("records")]
    for status, said in _UNSAID.items():
        if unsaid := beyond[beyond["status"] == status]["measure"].tolist():
            lines.append(said.format("; ".join(unsaid)))
    lines.append("What came later is closed, at the end.")
    return lines


def _were(n: int) -> str:
    return "was" if n == 1 else "were"


def _left_out(n: int) -> str:
    return f"{plural(n, 'further case')} stood in the record on that day and {_were(n)} left out, each with its reason."


def _sentence(row: dict) -> str:
    at_least = "at least " if row["reason"] else ""
    return (
        f"{row['measure'].capitalize()}: {at_least}{row['numerator']} of {row['denominator']} children "
        f"({row['value']:.0%}; interval {row['lower']:.0%} to {row['upper']:.0%})"
    )


def _families_words(audit: Audit, inside: pd.DataFrame) -> str:
    if not audit.families_known:
        return " (brothers and sisters are not recorded, so each counts alone)"
    families = inside["family"].nunique()
    return f" of {plural(families, 'family', 'families')}"


def measure_labels() -> dict[str, str]:
    """Return the name of each indicator as people read it."""
    return {i.name: i.label for i in catalogue()}


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


def decisions_words(audit: Audit) -> list[str]:
    """Return sentences on the decisions of the period: how many, how found, by how many children."""
    lines = (
        _FOUND
        if len(audit.decisions)
        else ["No decision of the period was on record at its end, nor any point in a course of care."]
    )
    kinds = audit.decisions["kind"].value_counts()
    found = ", ".join(plural(n, kind) for kind, n in sorted(kinds.items()))
    children = plural(audit.decisions["case_id"].nunique(), "child", "children")
    lines = [line.format(found=found, children=children) for line in lines]
    undated = _undated(audit)
    has = "has" if undated == 1 else "have"
    return (
        [*lines, f"{plural(undated, 'decision')} on record {has} no date: counted here, shown nowhere else."] if undated else lines
    )


def _counted(audit: Audit) -> pd.DataFrame:
    counts = classes(audit.before, audit.decisions).merge(audit.decisions[["view_id", "case_id"]], on="view_id")
    return without_untold(counts[counts["status"] == OK], with_ledger(audit.before, audit.decisions))


def _undated(audit: Audit) -> int:
    from toolkit.known import views

    about = {*audit.views["case_id"], *audit.decisions["case_id"]}
    return len(views.undated_decisions(audit.before, sorted(about)))
