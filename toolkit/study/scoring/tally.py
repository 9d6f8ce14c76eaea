"""From what was said of each case to result rows: how many were flagged, how early, and how many would have been anyway."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from toolkit.result import COLUMNS, INSUFFICIENT, NOT_APPLICABLE, OK
from toolkit.stats import ClusteredShare, absorption, clustered_share, repeated_share
from toolkit.stats.newcombe import apart
from toolkit.stats.placements import share_above
from toolkit.study.scoring.flags import ALL_FLAGS
from toolkit.study.scoring.rules import CHANGED, QUIET, rules
from toolkit.study.summaries import result_frame, share_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from toolkit.stats import Interval

FLAGGED, BEFORE, MONTHS, ABOVE, SURELY_ABOVE, DAYS, PAIRS = (
    "flagged within the span",
    "flagged before the span",
    "month ends with a flag",
    "flagged above quiet cases",
    "flagged above quiet cases, all comparisons at once",
    "days to the first flag",
    "worse than quiet cases",
)
SCORE_COLUMNS = ("indicator", "stage", *COLUMNS)
_FLAG = "flag"


def tallied(said: pd.DataFrame) -> pd.DataFrame:
    """Return the scores as result rows.

    Args:
        said: as :func:`toolkit.study.scoring.flags.said_of` returns it, with a column `seed`; several agencies' rows together.

    Returns:
        Columns of :data:`SCORE_COLUMNS`, sorted: `group` is a cause of drift, or one of the two groups without drift. A share is
        of the cases that the indicator could be asked about on at least one month end, `missing` counts the others. Intervals
        are by family. `flagged above quiet cases` is the difference of the two shares; once more with an interval so wide that it
        holds for all indicators and causes at once (Bonferroni). Where the row is of month ends or days, `missing` still counts
        cases. Days are the median of cases that were not flagged before, by Kaplan-Meier with those never flagged censored.
        `worse than quiet cases` is the share of pairs of such a case and a quiet one in which its mean value is the worse (0.5 is
        chance): it needs no threshold, and there is one for indicators without a flag too.
    """
    said = said.assign(cluster=said["seed"].astype(str) + " " + said["family"])
    causes = [g for g in said["group"].unique() if g not in (QUIET, CHANGED)]
    comparisons = max(1, len(causes) * said.loc[said["asked"], "measure"].nunique())
    found = [
        {"indicator": name, "stage": stage} | row
        for (name, stage), part in said.groupby(["measure", "stage"], sort=True)
        for row in (*_flag_rows(part, comparisons), *(_pair_rows(part) if stage == ALL_FLAGS else ()))
    ]
    frame = result_frame([{c: row[c] for c in COLUMNS} for row in found])
    frame.insert(0, "stage", [row["stage"] for row in found])
    frame.insert(0, "indicator", [row["indicator"] for row in found])
    return frame


def _pair_rows(part: pd.DataFrame) -> Iterator[dict]:
    """How often the mean value of a case is worse than that of a quiet one: what an indicator tells without any threshold."""
    valued = part[part["worse"].notna()]
    quiet = valued[valued["group"] == QUIET]
    for group, cases in valued[valued["group"] != QUIET].groupby("group", sort=True):
        row = _row(PAIRS, str(group), "share", len(cases), int((part["group"] == group).sum()) - len(cases))
        if min(len(cases), len(quiet)) < rules()["least_cases"]:
            yield row | _few(f"{len(cases)} and {len(quiet)} quiet cases")
        else:
            two = [f(p) for f in (_worse_of, _clusters_of) for p in (cases, quiet)]
            yield row | _told(share_above(*two, level=rules()["level"]))


def _worse_of(part: pd.DataFrame) -> list:
    return part["worse"].tolist()


def _clusters_of(part: pd.DataFrame) -> list:
    return part["cluster"].tolist()


def _flag_rows(part: pd.DataFrame, comparisons: int) -> Iterator[dict]:
    if not part["asked"].any():
        return
    quiet = part[part["group"] == QUIET]
    for group, cases in part.groupby("group", sort=True):
        yield _share(FLAGGED, "flagged", cases, str(group))
        yield _share(BEFORE, "before", cases, str(group))
        yield _months(cases, str(group))
        yield _days(cases, str(group))
        if group != QUIET:
            yield _difference(ABOVE, cases, quiet, str(group), rules()["level"])
            yield _difference(SURELY_ABOVE, cases, quiet, str(group), 1 - (1 - rules()["level"]) / comparisons)


def _share(measure: str, column: str, cases: pd.DataFrame, group: str) -> dict:
    asked = cases[cases["asked"]]
    row = share_row(measure, asked[column], asked["cluster"], len(cases) - len(asked), group)
    return row if len(asked) else row | {"status": NOT_APPLICABLE, "reason": "it said neither yes nor no of any of them"}


def _months(cases: pd.DataFrame, group: str) -> dict:
    """The share of month ends, with as many as each case was asked on; families together."""
    asked = cases[cases["asked"]]
    row = _row(MONTHS, group, "share", int(asked["months"].sum()), len(cases) - len(asked))
    if len(asked) < rules()["least_cases"]:
        return row | _few(f"{len(asked)} cases")
    counts = asked.groupby("cluster")[["yes", "months"]].sum()
    return row | _told(clustered_share(counts["yes"].tolist(), counts["months"].tolist())) | {"numerator": int(counts["yes"].sum())}


def _difference(measure: str, cases: pd.DataFrame, quiet: pd.DataFrame, group: str, level: float) -> dict:
    one, two = cases[cases["asked"]], quiet[quiet["asked"]]
    row = _row(measure, group, "share", len(one), len(cases) - len(one))
    if min(len(one), len(two)) < rules()["least_cases"]:
        return row | _few(f"{len(one)} and {len(two)} quiet cases")
    shares = [repeated_share(p["flagged"].tolist(), p["cluster"].tolist(), level) for p in (one, two)]
    return row | _told(apart(*shares)) | {"numerator": int(one["flagged"].sum())}


def _days(cases: pd.DataFrame, group: str) -> dict:
    new = cases[cases["asked"] & ~cases["before"]]
    row = _row(DAYS, group, "days", len(new), len(cases) - len(new)) | {"numerator": int(new["flagged"].sum())}
    if len(new) < rules()["least_cases"]:
        return row | _few(f"{len(new)} cases not flagged before")
    ends = [_FLAG if flagged else "" for flagged in new["flagged"]]
    days = new["first"].where(new["flagged"], new["last"]).tolist()
    median = absorption(days, ends, clusters=new["cluster"].tolist(), level=rules()["level"], kinds=[_FLAG]).median()
    if math.isnan(median.value):
        least = "" if math.isnan(median.lower) else f": at least {median.lower:g} days"
        return row | {"status": INSUFFICIENT, "reason": f"fewer than half were flagged while enough were followed{least}"}
    return row | _told(median)


def _told(found: Interval | ClusteredShare) -> dict:
    told = {"value": found.value, "lower": found.lower, "upper": found.upper}
    return {k: None if math.isnan(v) else v for k, v in told.items()} | {"status": OK}


def _few(words: str) -> dict:
    return {"status": INSUFFICIENT, "reason": f"{words} are fewer than {rules().whole('least_cases')}"}


def _row(measure: str, group: str, unit: str, denominator: int, missing: int) -> dict:
    empty = dict.fromkeys(("numerator", "value", "lower", "upper"))
    about = {"measure": measure, "group": group, "view_id": "", "unit": unit, "reason": ""}
    return {**empty, **about, "denominator": denominator, "missing": missing}
