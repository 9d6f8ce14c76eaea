"""The audit's afterwards part: what came after the decisions of the period, beside what was known at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast import contrast, question_rule, questions
from toolkit.contrast.questions import standing_flags
from toolkit.contrast.settings import flagged
from toolkit.later import catalogue as outcome_catalogue
from toolkit.later import outcomes
from toolkit.later.catalogue import called
from toolkit.result import INSUFFICIENT, NOT_RECORDED, OK, SUPPRESSED
from toolkit.review.case import last_instant
from toolkit.review.wording import day_words
from toolkit.stats.intervals import Interval
from toolkit.stats.newcombe import apart
from toolkit.study.summaries import result_frame, share_row

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.audit import Audit
    from toolkit.study.audit_known import Shown

FOLLOWED = ("yes", "no", "competing end")
DOES_NOT_APPLY = "not applicable"
_UNSAID = {
    SUPPRESSED: "not shown, as the numbers behind it are too small or would tell of small ones",
    INSUFFICIENT: "too few decisions could be followed to say",
    NOT_RECORDED: "not recorded, or no decision could be followed to the horizon",
}
_CHOSEN = "The cases were chosen after an incident, so no share of outcomes is given: it would say how they were chosen."
NO_FLAG, SEVERAL = "no flag", "several flags"
BANDS = (NO_FLAG, "one flag", SEVERAL, "not recorded")
_APART = (
    "Where an interval holds 0, these cases do not tell which of the two shares is the higher; that is not to say that they are "
    "alike. Several outcomes are compared at once, and of twenty intervals one leaves out 0 by chance alone."
)


def beside(audit: Audit) -> pd.DataFrame:
    """Return one row a decision of the period: what was known and planned, the ledger's classes, and what came later.

    Columns of :func:`toolkit.contrast.contrast` and `later_OUTCOME_counts`: whether the view is in the denominator of that
    outcome. It is where it was followed to the horizon or a final end, and the record's cover reaches to the horizon: else
    late views would count only where the outcome came early.
    """
    rows = contrast(audit.record, audit.decisions, audit.horizon_days, [i.name for i in flagged()])
    if not len(rows):
        return rows
    bounds = outcomes(audit.record, audit.decisions, audit.horizon_days, bounds=True)
    bounds["counts"] = bounds["answer"].isin(FOLLOWED) & (bounds["covered_to"] >= bounds["horizon_on"])
    wide = bounds.pivot(index="view_id", columns="outcome", values="counts").add_prefix("later_").add_suffix("_counts")
    return rows.merge(wide.reset_index(), on="view_id", how="left")


def came_later(audit: Audit, rows: pd.DataFrame) -> pd.DataFrame:
    """Return, for each outcome and by how many flags stood at the decision, the share of decisions after which it came.

    One view a child, the last of the period, so that no child counts twice. Only decisions followed to the horizon or to a
    final end are in a denominator; `missing` is how many were not, or cannot be said. An outcome that applies to none of the
    decisions with so many flags has no row for them.

    Args:
        audit: the audit.
        rows: as :func:`beside` returns them.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`; `measure` is the outcome, `group` how many flags stood.
    """
    order = [last_instant(as_of) for as_of in rows["as_of"]]
    last = rows.assign(order=order).sort_values(["case_id", "order", "view_id"]).drop_duplicates("case_id", keep="last")
    last = last.assign(band=[_band(row) for row in last.to_dict("records")], family=last["case_id"].map(audit.families))
    parts = [
        (name, band, last[(last["band"] == band) & (last[f"later_{name}"] != DOES_NOT_APPLY)])
        for name in _outcomes(rows)
        for band in BANDS
    ]
    return result_frame([_row(name, band, part) for name, band, part in parts if len(part)])


def after_decisions(audit: Audit, rows: pd.DataFrame) -> pd.DataFrame:
    """Return, for each outcome, the share of the decisions of the period after which it came, with an interval by family.

    Only decisions followed to the horizon or to a final end are in a denominator; `missing` is how many were not, or cannot be
    said. An outcome that applies to none has no row.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`; `measure` is the outcome.
    """
    every = rows.assign(family=rows["case_id"].map(audit.families) if len(rows) else None)
    parts = [(name, every[every[f"later_{name}"] != DOES_NOT_APPLY]) for name in _outcomes(rows)]
    return result_frame([_row(name, "", part) for name, part in parts if len(part)])


def tables(audit: Audit, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return all tables on the outcomes of the set, by name, as the policy of release lists them.

    Of cases that were chosen after an incident they have no row: a share of outcomes would say how the cases were chosen.
    """
    if _by_outcome(audit):
        return {"after-decisions": result_frame([]), "known-and-later": result_frame([])}
    return {"after-decisions": after_decisions(audit, rows), "known-and-later": came_later(audit, rows)}


def apart_words(audit: Audit, shown: Shown) -> list[str]:
    """Return by how much each outcome came more or less often after several flags than after none, with an interval.

    Args:
        audit: the audit; nothing is counted of it here.
        shown: gives a table of :func:`tables` by its name, as it may be shown; the difference is of the shares that are shown.

    Source: Newcombe 1998 (method 10), with the interval of each share; see :func:`toolkit.stats.newcombe.apart`.
    """
    if _by_outcome(audit):
        return [_CHOSEN]
    rows = shown("known-and-later")
    told = rows[(rows["status"] == OK) & rows["lower"].notna() & rows["upper"].notna()]
    share = {(r["measure"], r["group"]): Interval(r["value"], r["lower"], r["upper"]) for r in told.to_dict("records")}
    both = [m for m in dict.fromkeys(told["measure"]) if (m, NO_FLAG) in share and (m, SEVERAL) in share]
    if not both:
        return ["For no outcome are the shares after no flag and after several flags both given, so no difference is."]
    return [_apart_words(str(m), share[m, SEVERAL], share[m, NO_FLAG]) for m in both] + [_APART]


def _apart_words(measure: str, several: Interval, none: Interval) -> str:
    found = apart(several, none)
    return (
        f"{measure.capitalize()}: after {several.value:.0%} with several flags and {none.value:.0%} with none; difference "
        f"{_points(found.value)} points, 95 % interval {_points(found.lower)} to {_points(found.upper)}."
    )


def _points(share: float) -> str:
    return f"{100 * share:+z.1f}"


def _by_outcome(audit: Audit) -> bool:
    return bool(audit.sample and audit.sample.by_outcome)


def summary(audit: Audit, shown: Shown) -> list[str]:
    """Return the plain-language summary of the afterwards part.

    Args:
        audit: the audit; nothing is counted of it here.
        shown: gives a table of :func:`tables` by its name, as it may be shown.
    """
    rows = shown("after-decisions")
    until = f"for {audit.horizon_days} days, up to {day_words(audit.as_of)}"
    lines = [
        f"The decisions of the period were followed {until}."
        if len(audit.decisions)
        else "No decision of the period was on record at its end to be followed."
    ]
    lines += [_outcome_words(row) for row in rows.to_dict("records")]
    lines += [_CHOSEN] if _by_outcome(audit) else []
    lines.append("These are counts of what is on record. They are no evidence of cause or of fault.")
    return lines


def _outcome_words(row: dict) -> str:
    heading = str(row["measure"]).capitalize()
    if row["status"] != OK:
        return f"{heading}: {_UNSAID.get(row['status'], row['status'])}."
    rest = "" if _is_zero(row["missing"]) else " (some could not; no news is not good news)"
    return f"{heading}: after {row['numerator']:,} of {row['denominator']:,} decisions that could be followed{rest}."


def _is_zero(count: object) -> bool:
    import pandas as pd

    return not pd.isna(count) and count == 0  # type: ignore[call-overload]


def conversations(rows: pd.DataFrame, seed: int, n: int) -> pd.DataFrame:
    """Return the cases worth a conversation: `number`, `kind`, `case_id`, `as_of`, `question`, in seeded order."""
    asked = questions(rows, seed, n)
    return asked.assign(as_of=asked["as_of"].map(day_words))[["number", "kind", "case_id", "as_of", "question"]]


def rule(seed: int, n: int) -> str:
    """Return the rule by which those cases were chosen, in words."""
    return question_rule(seed, n)


def _outcomes(rows: pd.DataFrame) -> list[str]:
    return [o.name for o in outcome_catalogue() if f"later_{o.name}" in rows]


def _band(row: dict) -> str:
    standing, seen, _ = standing_flags(row)
    return "not recorded" if not seen else BANDS[min(len(standing), 2)]


def _row(name: str, band: str, part: pd.DataFrame) -> dict:
    followed = part[part[f"later_{name}_counts"]]
    return share_row(called(name), followed[f"later_{name}"] == "yes", followed["family"], len(part) - len(followed), band)
