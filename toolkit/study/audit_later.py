"""The audit's afterwards part: what came after the decisions of the period, beside what was known at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast import contrast, question_rule, questions
from toolkit.contrast.questions import standing_flags
from toolkit.later import catalogue as outcome_catalogue
from toolkit.review.wording import day_words
from toolkit.study.summaries import result_frame, share_row

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.audit import Audit

FOLLOWED = ("yes", "no", "competing end")
BANDS = ("no flag", "one flag", "several flags", "not recorded")


def beside(audit: Audit) -> pd.DataFrame:
    """Return one row a decision of the period: what was known and planned, the ledger's classes, and what came later."""
    return contrast(audit.record, audit.decisions, audit.horizon_days)


def came_later(audit: Audit, rows: pd.DataFrame) -> pd.DataFrame:
    """Return, for each outcome and by how many flags stood at the decision, the share of decisions after which it came.

    One view a child, the last of the period, so that no child counts twice. Only decisions followed to the horizon or to a
    final end are in a denominator; `missing` is how many were not, or cannot be said.

    Args:
        audit: the audit.
        rows: as :func:`beside` returns them.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`; `measure` is the outcome, `group` how many flags stood.
    """
    import pandas as pd

    last = rows.sort_values(["case_id", "as_of", "view_id"]).drop_duplicates("case_id", keep="last")
    last = last.assign(band=[_band(row) for row in last.to_dict("records")], family=last["case_id"].map(audit.families))
    found = [_row(name, band, part) for name in _outcomes(rows) for band, part in ((b, last[last["band"] == b]) for b in BANDS) if len(part)]
    return result_frame([row for row in found if row["denominator"] or row["missing"]])


def summary(audit: Audit, rows: pd.DataFrame) -> list[str]:
    """Return the plain-language summary of the afterwards part."""
    lines = [f"Each of {len(rows):,} decisions was followed for {audit.horizon_days} days, up to {day_words(audit.as_of)}."]
    for name in _outcomes(rows):
        answers = rows[f"later_{name}"].value_counts()
        followed = int(sum(answers.get(a, 0) for a in FOLLOWED))
        if followed:
            lines.append(f"{name.replace('_', ' ').capitalize()}: after {int(answers.get('yes', 0)):,} of {followed:,} decisions that could be followed "
                         f"({int(answers.get('censored', 0)):,} could not; no news is not good news).")
        elif answers.get("not recorded", 0):
            lines.append(f"{name.replace('_', ' ').capitalize()}: not recorded.")
    lines.append("These are counts of what is on record. They are no evidence of cause or of fault.")
    return lines


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
    answers = part[f"later_{name}"]
    applies = part[answers != "not applicable"]
    followed = applies[applies[f"later_{name}"].isin(FOLLOWED)]
    return share_row(name.replace("_", " "), followed[f"later_{name}"] == "yes", followed["family"], len(applies) - len(followed), band)
