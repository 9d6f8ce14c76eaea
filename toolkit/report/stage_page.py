"""The pages of a review's later stages: what the stage shows, and the form that is filled in with it."""

from __future__ import annotations

from toolkit.report import markup
from toolkit.report.form_page import form_html
from toolkit.report.page import TEMPLATES, render
from toolkit.review.forms import Form
from toolkit.review.materials import Material
from toolkit.review.settings import Settings, read_settings

_TITLES = {
    "widen": "What others held",
    "reveal": "How it went on",
    "opposite": "How it went on",
    "reference": "What followed in other children’s records",
}
_HOW = "How each of these was counted, and who was left out"
_NOTHING = "Nothing of this kind is on record."


def stage_html(
    stage: str,
    review: str,
    pack: str,
    rater: str,
    form: Form | None = None,
    material: Material | None = None,
    settings: Settings | None = None,
    pack_sha256: str = "",
) -> str:
    """Return the page of a stage for one rater and pack.

    Args:
        stage: the stage.
        review, pack, rater: whose page it is, and of what.
        form: the form of the stage; none where there is nothing to answer.
        material: what the stage shows; none where the form stands alone.
        settings: the agency's, with its route for urgent concerns.
        pack_sha256: the hash of the pack, to be saved with the answers.

    Raises:
        CaseReviewError: markup that no page may hold.

    >>> from toolkit.review.materials import Material
    >>> page = stage_html("reference", "r", "P01", "R1", material=Material(("Read it with care.",)))
    >>> "Read it with care." in page, "<script" in page
    (True, False)
    """
    shown = material_html(stage, material) if material else ""
    if form is None:
        own = settings or read_settings()
        heading = _TITLES[stage]
        return render(
            "stage.html.j2",
            marking=f"{own.agency or 'Case review'} · {pack}",
            title=f"{heading} · {pack}",
            more_style=(TEMPLATES / "audit" / "pack.css").read_text(encoding="utf-8"),
            heading=heading,
            agency=own.agency,
            rater=rater,
            pack=pack,
            urgent=own.urgent_lines,
            support=own.support,
            material=shown,
        )
    first = form.pages[0].number
    return form_html(form, review, pack, rater, stage, {first: shown} if shown else None, settings, pack_sha256)


def material_html(stage: str, material: Material) -> str:
    """Return what a stage shows, as markup with headings from the third level on; every text is escaped."""
    parts = [markup.element("h3", markup.text(_TITLES[stage])), markup.paragraphs(material.lead)]
    for heading, lines in material.parts.items():
        parts.append(markup.element("h4", markup.text(heading)))
        parts.append(_listed(lines) if lines else markup.paragraphs(_NOTHING))
    if material.notes:
        closed = markup.element("summary", markup.text(_HOW)) + markup.items(material.notes)
        parts.append(markup.element("details", closed, class_="more"))
    return "".join(parts)


def _listed(lines: tuple[tuple[str, str], ...]) -> str:
    rows = [
        markup.element("strong", markup.text(day)) + ": " + markup.text(said) if day else markup.text(said) for day, said in lines
    ]
    return markup.element("ul", "".join(markup.element("li", row) for row in rows))
