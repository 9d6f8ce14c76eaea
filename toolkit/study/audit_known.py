"""The audit up to the end of its period: timeliness, drift and what was known at decisions, from the record as it then stood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast import class_words, classes
from toolkit.known import catalogue, measure
from toolkit.result import OK
from toolkit.review.wording import day_words
from toolkit.study.audit import IN
from toolkit.study.summaries import flags, medians, result_frame, share_row

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.audit import Audit

# Purpose stands before timeliness: what is measured first is what people look at first.
PURPOSE = ("plan_need_coverage", "goals_without_due_date", "information_absorbed", "oldest_undone_action")
COURSE = ("carer_moves", "placement_moves", "moves_last_12_months", "days_in_placement", "workers_so_far", "days_with_worker",
          "temporary_placements", "short_breaks", "times_missing")
TIMELINESS = ("days_since_seen", "days_since_seen_alone", "days_since_review", "review_lateness")
_POPULATION = {"open cases": "in open cases", "children in care": "in care"}
_HELD = ("K1", "K1/2", "K2", "K3", "K4a", "K4b", "K0")


def measured(audit: Audit) -> pd.DataFrame:
    """Return the result rows of every indicator for every case of the set at the end of the period, with `case_id`."""
    rows = measure(audit.before, audit.views)
    return rows.merge(audit.views[["view_id", "case_id"]], on="view_id")


def summary(audit: Audit, rows: pd.DataFrame) -> list[str]:
    """Return the plain-language summary of the page above its afterwards part."""
    inside = audit.cases[audit.cases["standing"] == IN]
    beyond = flags(rows, audit.families)
    told = beyond[beyond["status"] == OK]
    lines = [
        f"{len(inside):,} children{_families_words(audit, inside)} were {_POPULATION[audit.population]} on {day_words(audit.end)}, the end of the period that "
        f"began on {day_words(audit.start)}. {len(audit.cases) - len(inside):,} further cases are on record and left out, each with its reason.",
        "No file was read for this report. It counts what was on record on that day, and says nothing about how well anybody worked.",
    ]
    lines += [f"{r['measure'].capitalize()}: {r['numerator']} of {r['denominator']} children ({r['value']:.0%}; interval {r['lower']:.0%} to {r['upper']:.0%})."
              for r in told.head(4).to_dict("records")]
    unsaid = beyond[beyond["status"] != OK]["measure"].tolist()
    if unsaid:
        lines.append(f"This record cannot say: {'; '.join(unsaid)}. That is not the same as none.")
    lines.append("What came later is closed, at the end.")
    return lines


def _families_words(audit: Audit, inside: pd.DataFrame) -> str:
    return f" of {inside['family'].nunique():,} families" if audit.families_known else " (brothers and sisters are not recorded, so each counts alone)"


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
    interval by family. Where the ledger is silent about the decider, things are K1/2, and neither known nor unknown.
    """
    import pandas as pd

    counts = _counted(audit)
    family = counts["case_id"].map(audit.families)
    words = class_words()
    rows = [share_row(f"{k}: {words[k]}", counts[k] > 0, family, int(len(audit.decisions) - len(counts))) for k in _HELD]
    return result_frame(rows)


def decisions_counted(audit: Audit) -> pd.DataFrame:
    """Return how many things stood in each class over all decisions of the period: `class`, `meaning`, `things`, `decisions`."""
    import pandas as pd

    counts, words = _counted(audit), class_words()
    return pd.DataFrame([
        {"class": k, "meaning": words[k], "things": int(counts[k].sum()), "decisions": int((counts[k] > 0).sum())} for k in _HELD])


def decisions_words(audit: Audit) -> list[str]:
    """Return sentences on the decisions of the period: how many, how found, by how many children."""
    kinds = audit.decisions["kind"].value_counts()
    found = ", ".join(f"{n:,} {k}{'s' * (n != 1)}" for k, n in sorted(kinds.items())) or "none"
    undated = _undated(audit)
    lines = [f"Views before decisions in the period: {found}, about {audit.decisions['case_id'].nunique():,} children.",
             "Where a case has no recorded decision, the points are taken from the course of care: start, move, legal change, end."]
    return [*lines, f"{undated:,} decisions on record have no date; they are counted here and shown nowhere else."] if undated else lines


def _counted(audit: Audit) -> pd.DataFrame:
    counts = classes(audit.before, audit.decisions).merge(audit.decisions[["view_id", "case_id"]], on="view_id")
    return counts[counts["status"] == OK]


def _undated(audit: Audit) -> int:
    from toolkit.known import views

    return len(views.undated_decisions(audit.before, audit.views["case_id"].tolist()))
