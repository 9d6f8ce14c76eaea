"""Case by case: which flags stand, since when, whether what changed is explained, and the statements that each rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.known import evidence, statements
from toolkit.known.flagged import YES
from toolkit.review.wording import day_only, month_words, of_unit
from toolkit.study.drift_flags import NOTHING_CHANGED, by_flag, runs
from toolkit.study.drift_page import flag_names
from toolkit.study.sample import family_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from toolkit.study.drift import Drift

STANDING = ("case_id", "about", "measure", "words", "value", "since", "explained", "evidence")
EVIDENCE = ("evidence", "case_id", "role", "table", "occurred_on", "recorded_on", "statement_id")
NOT_SHOWN, MORE, NOTHING = "not shown: restricted", "and {} more", "nothing on record: the flag is about what is not there"
NOT_ABOUT_CHANGE = "not about a change"
MOST_STATEMENTS = 4  # of one flag, on the page


def standing(drift: Drift, flags: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return every flag that stands on the last day, case by case.

    Args:
        drift: the set.
        flags: as :func:`toolkit.study.drift_flags.measured` returns them.
        changes: as :func:`toolkit.study.drift_flags.explained` returns them.

    Returns:
        the columns of :data:`STANDING` but the last, by case in the order of their identifiers and, within one, purpose first:
        `about` is the aim and the family of questions, `words` what the flag says, `value` the number behind it with its unit,
        `since` a month in words, `explained` how far the changes behind it are.
    """
    now = flags[(flags["month"] == drift.months[-1]) & (flags["flag"] == YES)].copy()
    since = runs(flags, drift.months).set_index(["case_id", "measure"])
    changing = {i.name for i in drift.indicators if "changes" in i.sections}
    behind = {(r.view_id, r.measure): r for r in by_flag(changes).itertuples()}
    words = flag_names(drift)
    places = {i.name: n for n, i in enumerate(drift.indicators)}
    now = now.assign(place=now["measure"].map(places)).sort_values(["case_id", "place"], ignore_index=True)
    return now.assign(
        about=_about(now),
        words=now["measure"].map(words),
        value=[_value(r) for r in now.itertuples()],
        since=[_since(since.loc[(r.case_id, r.measure)]) for r in now.itertuples()],
        explained=[_explained(behind.get((r.view_id, r.measure)), r.measure in changing) for r in now.itertuples()],
    )[list(STANDING[:-1])]


def _value(row) -> str:  # noqa: ANN001 - a row of a frame
    exact, unit = row.value == row.value, str(row.unit)
    number = row.value if exact else row.lower
    least = "" if exact else "at least "
    if unit.split(" ")[0] in ("share", "proportion"):
        return f"{least}{number:.0%}"
    written = f"{number:,.0f}" if float(number).is_integer() else f"{number:.1f}" if abs(number) >= 1 else f"{number:.2f}"
    return f"{least}{written} {of_unit(number, unit)}".removesuffix(" count").strip()


def _since(run: pd.Series) -> str:
    times = f"; stood {_times(run['before'])} before" if run["before"] else ""
    return f"{month_words(run['since'])}{' or earlier' if run['or_earlier'] else ''}{times}"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _explained(found, asked: bool) -> str:  # noqa: ANN001 - a row of a frame, or None
    if not asked:
        return NOT_ABOUT_CHANGE
    return NOTHING_CHANGED if found is None else f"{found.standing}" + (f" ({found.changes} changes)" if found.changes > 1 else "")


def chosen(drift: Drift, flags: pd.DataFrame, seed: int, most: int) -> list[str]:
    """Return the cases that are shown one by one: of those with a purpose flag on the last day, so many by lot; else of any flag.

    They stand in the order of the lot, which says nothing of them. Where the set is of cases that were named, these are shown.

    Raises:
        CaseReviewError: fewer than 0 are asked for.
    """
    if most < 0:
        raise CaseReviewError("So many cases cannot be shown", [f"cases is {most}, and must be 0 or more"])
    now = flags[(flags["month"] == drift.months[-1]) & (flags["flag"] == YES)]
    purpose = now[now["aim"] == "purpose"]
    of = sorted(set((purpose if len(purpose) else now)["case_id"]), key=lambda case: family_number(seed, case))
    return of[:most]


def rule(seed: int, most: int) -> str:
    """Return the rule of :func:`chosen` in words."""
    return (
        f"Up to {most} children for whom a flag about purpose stands on the last day (or any flag, where none of these does), "
        f"in an order drawn with seed {seed}. The order says nothing of the children. The rule looks for talk worth having; it "
        "does not say that anybody did anything wrong."
    )


def of(found: pd.DataFrame, cases: Sequence[str]) -> pd.DataFrame:
    """Return the rows of some cases, these in the order given; `evidence` is a label of the statements of its flag."""
    places = {case: place for place, case in enumerate(cases)}
    rows = found[found["case_id"].isin(list(cases))]
    rows = rows.assign(place=rows["case_id"].map(places)).sort_values("place", kind="stable").drop(columns="place")
    return rows.assign(evidence=[f"E{n}" for n in range(1, len(rows) + 1)]).reset_index(drop=True)


def marks(drift: Drift, flags: pd.DataFrame, cases: Sequence[str]) -> pd.DataFrame:
    """Return the flags of these cases month by month, for the indicators whose flag ever stood for the child.

    Returns:
        `case_id, head, row, month, state, others`, the cases in the order given: `head` is the aim, `row` the words of the
        flag, `others` how many other indicators never stood.
    """
    import pandas as pd

    parts = [_marks(flags[flags["case_id"] == case]) for case in cases]
    columns = ["case_id", "head", "row", "month", "state", "others"]
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["measure", *columns])
    words = flag_names(drift)
    return found.assign(row=found["measure"].map(words))[columns]


def _about(rows: pd.DataFrame) -> pd.Series:
    """The aim and the family of questions in one: as two columns they leave a sheet of paper no room for what the flag says."""
    return (rows["aim"] + ": " + rows["family"]).mask(rows["aim"] == rows["family"], rows["aim"])


def _marks(own: pd.DataFrame) -> pd.DataFrame:
    ever = set(own.loc[own["flag"] == YES, "measure"])
    shown = own[own["measure"].isin(ever)]
    return shown.assign(head=shown["aim"], state=shown["flag"], others=own["measure"].nunique() - len(ever))


def rests_on(drift: Drift, labelled: pd.DataFrame) -> pd.DataFrame:
    """Return the statements that flags rest on, flag by flag: the latest of each, and how many more there are.

    Args:
        drift: the set.
        labelled: as :func:`of` returns it.

    Returns:
        :data:`EVIDENCE`: `evidence` is the label of the flag, `table` the part of the record, `occurred_on` and `recorded_on`
        days in words. A statement that is restricted has its label and that it is not shown; a flag that rests on none says so.
    """
    import pandas as pd

    views = drift.now[drift.now["case_id"].isin(set(labelled["case_id"]))][["view_id", "case_id", "as_of"]]
    if labelled.empty or views.empty:
        return pd.DataFrame(columns=list(EVIDENCE), dtype="str")
    names = sorted(set(labelled["measure"]))
    found = evidence(drift.record, views, names, folder=drift.own or None, standards=drift.standards)
    ids = found.merge(views[["view_id", "case_id"]], on="view_id")
    stood = statements(drift.record, views)[["view_id", "statement_id", "table", "occurred_on", "recorded_on"]]
    rows = labelled.merge(ids, on=["case_id", "measure"], how="left").merge(stood, on=["view_id", "statement_id"], how="left")
    rows = rows.sort_values(["occurred_on", "statement_id"], ascending=[False, True], na_position="last", kind="stable")
    parts = [_few(part) for _, part in rows.groupby(rows["evidence"].str[1:].astype(int), sort=True)]
    return pd.DataFrame([row for part in parts for row in part], columns=list(EVIDENCE)).astype("str")


def _few(part: pd.DataFrame) -> list[dict]:
    told = part[part["statement_id"].notna()].to_dict("records")
    bare = dict.fromkeys(EVIDENCE, "") | {c: part[c].iloc[0] for c in ("evidence", "case_id")}
    rows = [bare | _statement(row) for row in told[:MOST_STATEMENTS]] or [bare | {"role": NOTHING}]
    more = len(told) - MOST_STATEMENTS
    return [*rows, bare | {"role": MORE.format(more)}] if more > 0 else rows


def _statement(row: dict) -> dict:
    hidden = row["table"] != row["table"]
    days = {c: "" if hidden else _day(row[c]) for c in ("occurred_on", "recorded_on")}
    named = {"table": str(row["table"]).replace("_", " "), "statement_id": row["statement_id"]}
    return {"role": row["role"], **days, **(dict.fromkeys(named, NOT_SHOWN) if hidden else named)}


def _day(value: object) -> str:
    import pandas as pd

    return "no day" if pd.isna(value) else day_only(value)  # type: ignore[call-overload]


def labels(columns: Sequence[str]) -> Mapping[str, str]:
    """Return the headings of these columns as people read them."""
    every = {
        "case_id": "Case",
        "about": "About",
        "words": "Flag",
        "value": "Value",
        "since": "Stands since",
        "explained": "What changed is",
        "evidence": "Evidence",
        "role": "As",
        "table": "Part of the record",
        "occurred_on": "Day",
        "recorded_on": "Recorded on",
        "statement_id": "Statement",
    }
    return {c: every[c] for c in columns if c in every}
