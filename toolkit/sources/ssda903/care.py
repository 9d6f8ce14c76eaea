"""Statements on the child and the course of care: who the child is, episodes, reviews, absences and workers.

The start of a spell, and what it was then, is known from the day it began; its end and the reason for it from the day it ended;
a review from the day it was held (availability map of the data standard's guidance).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from toolkit.record import codes
from toolkit.sources.ssda903.shapes import Shown, events, spells

if TYPE_CHECKING:
    import pandas as pd

PERSON = "pe"
_YES = "1"
_FIRST_CONTACT = "first_contact"


def child(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return who each child is: known from the first day of care, or from birth where that is later."""
    sex = rows["SEX"].map(codes.labels("SEX")).astype("str")
    born = rows["DOB"]
    shown = events(by.base(rows).assign(sex=sex, born_on=born, ethnicity=rows["ETHNIC"]), born, by.dated, {})
    known = by.first(rows)
    return shown.assign(known_from=known.where(known > born, born).where(shown["ahead"].isna()))


def own_child(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the child that a looked after mother has: known from its birth, or from the first day of care where later."""
    mother = rows["MOTHER"] == _YES
    by.count("date of birth of a child's own child, where the child is not said to be a mother", rows["MC_DOB"].notna() & ~mother)
    by.count("a child's own child without its date of birth", rows["MC_DOB"].isna() & mother)
    rows = rows[mother & rows["MC_DOB"].notna()]
    born, first = rows["MC_DOB"], by.first(rows)
    shown = events(by.base(rows).assign(role="child of the child", born_on=born), born, by.dated, {})
    return shown.assign(known_from=first.where(first > born, born).where(shown["ahead"].isna()))


def motherhood(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return that a looked after child is the mother of her child, from the birth on."""
    person = replace(by, target=replace(by.target, prefix=PERSON), held=Counter())
    shown = own_child(rows, person)
    keys = by.base(rows.loc[shown.index])["entity_id"]
    return shown.drop(columns=["role", "born_on"]).assign(person_id=shown["entity_id"], entity_id=keys, kind="own child")


def case(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return that a case was open on or before the first day of care on record."""
    base = by.base(rows).assign(occurred_precision="on or before")
    return events(base, by.first(rows), by.dated, {})


def placement(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the episodes as placements."""
    open_, ahead = rows["DEC"].isna(), rows["DEC"] > by.dated.cut
    for column, words in (("REC", "reason for ending"), ("REASON_PLACE_CHANGE", "reason for a change of placement")):
        by.count(f"{words}, without an end", open_ & (rows[column] != ""))
        by.count(f"{words}, the end still ahead", ahead & (rows[column] != ""))
    base = by.base(rows).assign(
        change=rows["RNE"],
        placement_type=rows["PLACE"],
        provider=rows["PLACE_PROVIDER"],
        setting_id=rows["URN"],
        short_break=rows["LS"].isin(codes.group("LS", "short_break")),
    )
    after = {"end_reason": rows["REC"], "change_reason": rows["REASON_PLACE_CHANGE"]}
    return spells(base, rows["DECOM"], rows["DEC"], by.dated, after)


def legal(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the episodes as legal statuses."""
    base = by.base(rows).assign(legal_status=rows["LS"], category_of_need=rows["CIN"])
    return spells(base, rows["DECOM"], rows["DEC"], by.dated, {})


def review(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the reviews; how the child took part is known once the review was held."""
    by.count("how the child took part, the review still ahead", rows["REVIEW"] > by.dated.cut)
    return events(
        by.base(rows).assign(kind="looked after review"), rows["REVIEW"], by.dated, {"participation": rows["REVIEW_CODE"]}
    )


def missing(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the spells in which a child was missing, or away without authorisation."""
    base = by.base(rows).assign(kind=rows["MISSING"].map(codes.labels("MISSING")).astype("str"))
    return spells(base, rows["MIS_START"], rows["MIS_END"], by.dated, {})


def involvement(rows: pd.DataFrame, by: Shown) -> pd.DataFrame:
    """Return the workers' spells. The reason on a row is why that worker took over, so it ends the spell of the one before."""
    base = by.base(rows, "SW_ID").assign(worker_id=rows["SW_ID"], role="social worker")
    return spells(base, rows["SW_DECOM"], rows["SW_DEC"], by.dated, {"end_reason": _why_it_ended(rows, by)})


def _why_it_ended(rows: pd.DataFrame, by: Shown) -> pd.Series:
    """The reason of the row that begins on the day on which this one ends, if there is exactly one such row."""
    import pandas as pd

    given = rows["SW_REASON"] != ""
    told = rows[given & ~rows["SW_REASON"].isin(codes.group("SW_REASON", _FIRST_CONTACT))]
    next_ = told.drop_duplicates(["case_id", "SW_DECOM"], keep=False)
    reasons = dict(zip(zip(next_["case_id"], next_["SW_DECOM"], strict=True), next_["SW_REASON"], strict=True))
    found = [reasons.get(pair, "") for pair in zip(rows["case_id"], rows["SW_DEC"], strict=True)]
    words = "reason why a worker took over, with no spell of another worker that ended on that day"
    by.held[words] += int(given.sum()) - sum(map(bool, found))
    return pd.Series(found, index=rows.index, dtype="str").map(codes.labels("SW_REASON"))
