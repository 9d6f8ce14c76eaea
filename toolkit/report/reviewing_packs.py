"""The packs of a review: decisions with their comparison decisions, and the files that raters are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.known import views as moments
from toolkit.report.form_page import form_html, form_paper
from toolkit.report.pack_page import pack_markup
from toolkit.review.alike import Alike, look_at
from toolkit.review.choosing import KEY_COLUMNS, ChoosingPlan, choose, with_named
from toolkit.review.coordinator import drawn_index
from toolkit.review.forms import Form
from toolkit.review.pack import Pack, Removal, make_packs
from toolkit.review.settings import Settings
from toolkit.review.stages import BLIND

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.pseudonyms import Key
    from toolkit.record import Record
    from toolkit.report.reviewing_wanted import Wanted

_VIEW = ("view_id", "case_id", "as_of", "decision_id", "holder", "cut")


@dataclass(frozen=True)
class Made:
    """Packs with the coordinator's lists; `in_turn` are packs of one family, the earlier decision first."""

    packs: Sequence[Pack]
    removed: Sequence[Removal]
    key: list[dict[str, str]]
    in_turn: Sequence[Sequence[str]] = ()


def made(
    record: Record,
    decisions: pd.DataFrame | None,
    names: Key,
    how: Wanted,
    comparisons: int,
    known_locally: tuple[str, ...],
    settings: Settings,
) -> Made:
    """Return the packs of some decisions and of their comparisons, in an order drawn by seed.

    Args:
        record: the record.
        decisions: the decisions under review; none: they are drawn.
        names: the key of the pseudonyms.
        how: how the review is wanted.
        comparisons: comparison decisions for each.
        known_locally: cases that raters may know.
        settings: the agency's.

    Raises:
        CaseReviewError: decisions without enough others like them, or packs that cannot be made.
    """
    plan = ChoosingPlan(
        how.outcome, settings.horizon_days, local_case=how.local_case, known_locally=known_locally, in_turn=how.in_turn
    )
    every = moments.decisions(record)
    every = every if decisions is None else with_named(every, decisions)
    alike = look_at(record, every, how.outcome, settings.horizon_days) if len(every) else None
    index = drawn_index(record, how.index, how.seed, plan, alike) if decisions is None else decisions
    chosen = choose(record, index, comparisons, how.seed, plan, alike)
    packs, removed = make_packs(
        record, chosen[[*_VIEW, "pack"]], names, how.seed, how.holder, settings, within_days=how.within_days, same_day=how.same_day
    )
    rows = sorted(
        ({c: str(r.get(c, "")) for c in KEY_COLUMNS} for r in chosen.fillna("").to_dict("records")), key=lambda r: r["pack"]
    )
    return Made(packs, removed, rows, _of_one_family(rows, alike))


def _of_one_family(key: Sequence[Mapping[str, str]], alike: Alike | None) -> list[list[str]]:
    families: dict[frozenset[str], list[str]] = {}
    for row in key:
        assert alike  # there is a key only where there were decisions to look at
        families.setdefault(alike.relatives(row["case_id"]), []).append(row["pack"])
    return [packs for packs in families.values() if len(packs) > 1]


def files(pack: Pack, form: Form, review: str, settings: Settings) -> Mapping[str, bytes]:
    """Return what a rater is given of a pack: a page to read and fill in, the same on paper, and a workbook for the answers."""
    from toolkit.report.form_workbook import form_workbook

    about = (form, review, pack.number, "", BLIND)
    read, paper = pack_markup(pack), pack_markup(pack, folded=False)
    return {
        f"{pack.number}.html": form_html(*about, read, settings, pack.digest).encode(),
        f"{pack.number}-print.html": form_paper(*about, paper, settings, pack.digest).encode(),
        f"{pack.number}.xlsx": form_workbook(*about, settings, pack.digest),
    }
