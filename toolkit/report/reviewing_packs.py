"""The files of a review that raters are given of a pack."""

from __future__ import annotations

from collections.abc import Mapping

from toolkit.report.form_page import form_html, form_paper
from toolkit.report.pack_page import pack_markup
from toolkit.review.forms import Form
from toolkit.review.pack import Pack
from toolkit.review.settings import Settings
from toolkit.review.stages import BLIND


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
