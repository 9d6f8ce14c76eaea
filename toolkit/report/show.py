"""What a notebook calls to put something on the page: one call a cell, every text escaped, every table a CSV as well.

Works the same in JupyterLab, under plain papermill and in a report. Nothing here computes: frames and sentences come in
ready. What a cell shows travels in its outputs, the table's CSV too, so nothing is written to disk by a notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.report import cells, markup

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.draw import Drawing

MOST_ROWS = 200
_OURS = "casereview"


@dataclass(frozen=True)
class Panel:
    """One of a row of like things, such as a decision: a heading, a sentence or two, and lists side by side.

    `lists` goes from a heading to its sentences; an empty list is shown as `none`.
    """

    title: str
    lead: Sequence[str] = ()
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    none: str = "Nothing on record."


def table(
    frame: pd.DataFrame,
    caption: str,
    labels: Mapping[str, str] | None = None,
    note: str | None = None,
    name: str | None = None,
    formats: Mapping[str, str] | None = None,
    empty: str | Mapping[str, str] = cells.NOT_STATED,
    most: int = MOST_ROWS,
) -> None:
    """Show a frame as a table, and hand it over as CSV.

    Args:
        frame: any columns; the first one heads the rows. The index is not shown.
        caption: what the table is, in a sentence.
        labels: column to heading; only these columns are shown, in this order. All columns, by their names, where it is left out.
        note: a sentence under the table.
        name: the CSV's file name without ending (small letters, figures, hyphens; nothing from a record); numbered if left out.
        formats: column to a format such as `.1f`, `.0%` or `,`; else whole numbers plain, others with one decimal.
        empty: the words for an empty cell, for all columns or by column.
        most: rows shown on the page; the CSV holds all.

    Raises:
        CaseReviewError: a label or format for a column that is not there, or a name that cannot be a file's.
    """
    picked = cells.pick(frame, labels, formats)
    columns = cells.headings(picked, labels or {})
    rows = cells.rows(picked.head(most), formats or {}, empty)
    cut = f"The first {most} of {len(frame)} rows; the CSV beside this report holds all." if len(frame) > most else ""
    said = markup.table(caption, columns, rows, " ".join(s for s in (note, cut) if s))
    _show(said, f"{caption}: {len(frame)} rows", cells.csv(picked, labels or {}), _file_name(name))


def results(
    frame: pd.DataFrame,
    caption: str,
    labels: Mapping[str, str] | None = None,
    note: str | None = None,
    name: str | None = None,
    group: str = "Group",
    interval: str = "95% interval",
) -> None:
    """Show result rows (toolkit.result.COLUMNS): value with interval, what it rests on, missing, and the state in words.

    Args:
        frame: the columns of `toolkit.result.COLUMNS`; rows stay in the order given.
        caption, note, name: as for :func:`table`.
        labels: measure (or group) to the words to show for it.
        group: the heading over the groups.
        interval: the heading over the interval; `Bounds` where it holds the readings of uncertain times and no sampling.
    """
    said = markup.table(caption, *cells.results(frame, labels or {}, group, interval), note=note or "")
    _show(said, f"{caption}: {len(frame)} rows", cells.csv(frame, {}), _file_name(name))


def figure(drawing: Drawing, name: str | None = None) -> None:
    """Show a drawing with its text alternative and caption, and its table folded under it (and as CSV)."""
    frame = drawing.table
    data = (
        markup.table(f"Data: {drawing.caption}", cells.headings(frame, {}), cells.rows(frame, {}, cells.NOT_STATED))
        if len(frame)
        else ""
    )
    _show(
        markup.figure(drawing.address, drawing.alt, drawing.caption, data, len(frame)),
        drawing.alt,
        cells.csv(frame, {}),
        _file_name(name),
    )


def text(sentences: str | Iterable[object]) -> None:
    """Show a paragraph, or one for each of several texts."""
    said = _listed(sentences)
    _show(markup.paragraphs(said), "\n".join(said))


def summary(sentences: Iterable[object]) -> None:
    """Show the plain-language summary: a few sentences, as a list."""
    said = _listed(sentences)
    _show(markup.items(said), "\n".join(said))


def questions(sentences: Iterable[object]) -> None:
    """Show questions to ask next, as a list."""
    said = _listed(sentences)
    _show(markup.items(said, "questions"), "\n".join(said))


def facts(pairs: Mapping[str, object]) -> None:
    """Show headline numbers: what each is → the number, already in words (`"14 of 312"`)."""
    _show(markup.facts(pairs), "\n".join(f"{k}: {v}" for k, v in pairs.items()))


def details(heading: str, sentences: str | Iterable[object]) -> None:
    """Show paragraphs that stay folded until somebody opens them."""
    said = _listed(sentences)
    _show(markup.folding(heading, markup.paragraphs(said)), "\n".join([heading, *said]))


def panels(panels: Iterable[Panel]) -> None:
    """Show like things one under the other, each with its lists side by side (headings of level 3, so under a `##`)."""
    given = list(panels)
    _show("".join(_panel(p) for p in given), "\n".join(p.title for p in given))


def _panel(panel: Panel) -> str:
    columns = "".join(
        markup.element(
            "div", markup.element("h4", markup.text(heading)) + (markup.items(said) if said else markup.paragraphs(panel.none))
        )
        for heading, said in panel.lists.items()
    )
    inside = (
        markup.element("h3", markup.text(panel.title))
        + markup.paragraphs(panel.lead)
        + markup.element("div", columns, class_="columns")
    )
    return markup.element("div", inside, class_="panel")


def _listed(sentences: str | Iterable[object]) -> list[str]:
    return [sentences] if isinstance(sentences, str) else [str(s) for s in sentences]


def _file_name(name: str | None) -> str:
    if name is not None and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", name):
        raise CaseReviewError("A table's name cannot be a file's name", todo="Use small letters, figures and hyphens only.")
    return name or ""


def _show(said: str, plain: str, csv: str | None = None, name: str = "") -> None:
    from IPython.display import display

    handed: dict[str, Any] = {"csv": {"name": name, "text": csv}} if csv is not None else {}
    display({"text/html": said, "text/plain": plain}, raw=True, metadata={_OURS: handed})
