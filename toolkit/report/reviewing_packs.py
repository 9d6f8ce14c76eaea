"""The packs of a review: decisions with their comparison decisions, and the files that raters are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.report.form_page import form_html, form_paper
from toolkit.report.pack_page import pack_markup
from toolkit.review.choosing import KEY_COLUMNS, ChoosingPlan, choose
from toolkit.review.forms import Form
from toolkit.review.pack import Pack, Removal, make_packs
from toolkit.review.settings import Settings
from toolkit.review.stages import BLIND

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.pseudonyms import Key
    from toolkit.record import Record

_VIEW = ("view_id", "case_id", "as_of", "decision_id", "holder", "cut")


@dataclass(frozen=True)
class Drawn:
    """How comparisons are drawn: so many for each decision, that went otherwise in this outcome; a reason for a local case, and
    cases that raters may know.
    """

    comparisons: int
    seed: int
    holder: str
    outcome: str
    local_case: str
    known_locally: tuple[str, ...] = ()


@dataclass(frozen=True)
class Made:
    """Packs with the coordinator's lists."""

    packs: Sequence[Pack]
    removed: Sequence[Removal]
    key: list[dict[str, str]]


def made(record: Record, decisions: pd.DataFrame, key: Key, how: Drawn, settings: Settings) -> Made:
    """Return the packs of some decisions and of their comparisons, in an order drawn by seed.

    Raises:
        CaseReviewError: decisions without enough others like them, or packs that cannot be made.
    """
    plan = ChoosingPlan(how.outcome, settings.horizon_days, local_case=how.local_case, known_locally=how.known_locally)
    chosen = choose(record, decisions, how.comparisons, how.seed, plan)
    packs, removed = make_packs(record, chosen[[*_VIEW, "pack"]], key, how.seed, how.holder, settings)
    rows = [{c: str(r.get(c, "")) for c in KEY_COLUMNS} for r in chosen.fillna("").to_dict("records")]
    return Made(packs, removed, sorted(rows, key=lambda r: r["pack"]))


def files(pack: Pack, form: Form, review: str, settings: Settings) -> Mapping[str, bytes]:
    """Return what a rater is given of a pack: a page to read and fill in, the same on paper, and a workbook for the answers."""
    from toolkit.report.form_workbook import form_workbook

    about = (form, review, pack.number, "", BLIND)
    read = pack_markup(pack)
    return {
        f"{pack.number}.html": form_html(*about, read, settings, pack.digest).encode(),
        f"{pack.number}-print.html": form_paper(*about, read, settings, pack.digest).encode(),
        f"{pack.number}.xlsx": form_workbook(*about, settings, pack.digest),
    }
