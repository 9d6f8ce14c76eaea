"""What a notebook calls to put something on the page: one call a cell, every text escaped, every table a CSV and a sheet of
the report's workbook as well.

Works the same in JupyterLab, under plain papermill and in a report. Nothing here computes: frames and sentences come in
ready. What a cell shows travels in its outputs, the table's CSV too, so nothing is written to disk by a notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.pseudonyms import masked
from toolkit.report import cells, markup, sheet

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.draw import Drawing
    from toolkit.report.gate import Passed
    from toolkit.review.panel import Panel

MOST_ROWS = 200
SAID = "what stands above says so already"  # in the place of a sentence: a page says once what it has nothing of
_OURS = "casereview"
_RESULT_NUMBERS = ("numerator", "denominator", "missing", "value", "lower", "upper")


def table(
    frame: pd.DataFrame,
    caption: str,
    labels: Mapping[str, str] | None = None,
    note: str | None = None,
    name: str | None = None,
    formats: Mapping[str, str] | None = None,
    empty: str | Mapping[str, str] = cells.NOT_STATED,
    most: int = MOST_ROWS,
    holds: str = cells.COUNTS,
    links: str = "",
    place: str = "",
    none: str = "",
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
        holds: in a report on a group, `counts` must have gone through the gate (:mod:`toolkit.report.gate`); `cases` are single
            cases, which keep the report's marking; `words` count nothing.
        links: a column of labels, such as `E12`, each of which leads to its place in another table of the page.
        place: the column whose labels are such places.
        none: a sentence that is shown instead where the frame has no row; without one, an empty table is. With
            :data:`SAID` nothing is shown then.

    Raises:
        CaseReviewError: a label or format for a column that is not there, or a name that cannot be a file's.
    """
    if _left_out(frame, caption) or _nothing(frame, none):
        return
    picked = cells.pick(frame, labels, formats)
    columns = [
        replace(c, links=key == links, place=key == place)
        for c, key in zip(cells.headings(picked, labels or {}), picked.columns, strict=True)
    ]
    rows = cells.rows(picked.head(most), formats or {}, empty)
    cut = f"The first {most} of {len(frame)} rows; the CSV beside this report holds all." if len(frame) > most else ""
    said = markup.table(caption, columns, rows, " ".join(s for s in (note, cut) if s))
    about = sheet.described(picked, caption, note or "", empty) | _gate(frame, holds)
    table = _table(picked, labels or {}, name, about)
    _show(said, f"{caption}: {len(frame)} rows", table)


def results(
    frame: pd.DataFrame,
    caption: str,
    labels: Mapping[str, str] | None = None,
    note: str | None = None,
    name: str | None = None,
    group: str = "Group",
    interval: str = "95% interval",
    none: str = "",
    folded: str = "",
) -> None:
    """Show result rows (toolkit.result.COLUMNS): value with interval, what it rests on, missing, and the state in words.

    Args:
        frame: the columns of `toolkit.result.COLUMNS`; rows stay in the order given.
        caption, note, name, none: as for :func:`table`.
        labels: measure (or group) to the words to show for it.
        group: the heading over the groups.
        interval: the heading over the interval; `Bounds` where it holds the readings of uncertain times and no sampling.
        folded: words under which the table is folded until somebody opens it; open where there are none.
    """
    if _left_out(frame, caption) or _nothing(frame, none):
        return
    passed = _gate(frame)
    if passed:
        from toolkit.report import gate as gates

        said = markup.table(caption, *gates.results(frame, labels or {}, group, interval), note=note or "")
        frame = gates.written(frame)
    else:
        said = markup.table(caption, *cells.results(frame, labels or {}, group, interval), note=note or "")
    said = markup.folding(folded, said, "data long") if folded else said
    empty = {c: cells.NOT_STATED if c in _RESULT_NUMBERS else "" for c in frame.columns}
    _show(
        said,
        f"{caption}: {len(frame)} rows",
        _table(frame, {}, name, sheet.described(frame, caption, note or "", empty, True) | passed),
    )


def figure(drawing: Drawing, name: str | None = None, holds: str = cells.COUNTS) -> None:
    """Show a drawing with its text alternative and caption, its table folded under it (a CSV too); `holds` as for :func:`table`."""
    if _left_out(drawing.rows, drawing.caption):
        return
    frame = cells.under_veil(drawing.table)
    behind, passed = _behind(drawing, holds)
    data = (
        markup.table(f"Data: {drawing.caption}", cells.headings(frame, {}), cells.rows(frame, {}, cells.NOT_STATED))
        if len(frame)
        else ""
    )
    _show(
        markup.figure(drawing.address, drawing.alt, drawing.caption, data, len(frame), drawing.narrow, drawing.written),
        drawing.alt,
        _table(behind, {}, name, sheet.described(behind, drawing.caption, "", cells.NOT_STATED) | passed),
    )


def figures(drawings: Iterable[Drawing], name: str, none: str, holds: str = cells.COUNTS) -> None:
    """Show one drawing after the other; where there is none, a sentence instead.

    Args:
        drawings: each is shown as :func:`figure` shows it; its table is named `name` with its number.
        name: as for :func:`table`.
        none: the sentence.
        holds: as for :func:`table`.
    """
    number = 0
    for number, drawing in enumerate(drawings, 1):
        figure(drawing, f"{name}-{number}", holds)
    if not number:
        text(none)


def text(sentences: str | Iterable[object], ours: bool = False) -> None:
    """Show a paragraph, or one for each of several texts; `ours` says that no word of them is from a record (see below)."""
    said = _listed(sentences)
    _show(markup.paragraphs(said), "\n".join(said), ours=ours)


def summary(sentences: Iterable[object], ours: bool = False) -> None:
    """Show the plain-language summary: a few sentences, as a list.

    Args:
        sentences: one an item.
        ours: no word of them is from a record, so terms in them may be linked to their explanation; text from a record never is.
    """
    said = _listed(sentences)
    _show(markup.items(said), "\n".join(said), ours=ours)


def questions(sentences: Iterable[object]) -> None:
    """Show questions to ask next, as a list."""
    said = _listed(sentences)
    _show(markup.items(said, "questions"), "\n".join(said))


def facts(pairs: Mapping[str, object]) -> None:
    """Show headline numbers: what each is → the number, already in words (`"14 of 312"`)."""
    _show(markup.facts(pairs), "\n".join(f"{k}: {v}" for k, v in pairs.items()))


def details(heading: str, sentences: str | Iterable[object]) -> None:
    """Show paragraphs that stay folded until somebody opens them.

    Args:
        heading: what leads to them.
        sentences: one a paragraph; or pairs of a heading (of level 4, so under a `###`) and the paragraph under it.
    """
    given = [sentences] if isinstance(sentences, str) else list(sentences)
    said = [_headed(*one) if isinstance(one, tuple) else markup.paragraphs(str(one)) for one in given]
    plain = [": ".join(one) if isinstance(one, tuple) else str(one) for one in given]
    if given:
        _show(markup.folding(heading, "".join(said)), "\n".join([heading, *plain]))


def _headed(heading: str, sentence: str) -> str:
    return markup.element("h4", markup.text(heading)) + markup.paragraphs(sentence)


def gate(passed: Passed) -> None:
    """Show under which policy the tables of a report on a group went through the gate, what was hidden and what is left out."""
    hidden = passed.hidden
    heads = [markup.Column("Table"), markup.Column("Hidden", True), markup.Column("What"), markup.Column("Why")]
    listed = markup.table("What was hidden, and why", heads, cells.rows(hidden, {}, "")) if len(hidden) else ""
    _show(markup.items(passed.said) + listed, "\n".join(passed.said), gate=passed.described)


def panels(panels: Iterable[Panel], sheets: bool = False, none: str = "") -> None:
    """Show like things one under the other, each with its lists side by side (headings of level 3, so under a `##`).

    Args:
        panels: the things.
        sheets: on paper each begins a new sheet, to be handed out by itself.
        none: a sentence that is shown instead where there are none.
    """
    given = list(panels)
    if none and not given:
        return text(none)
    said = "".join(_panel(p, sheets) for p in given)
    return _show(said, "\n".join(p.title for p in given))


def _panel(panel: Panel, sheet: bool) -> str:
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
        + (markup.element("p", markup.text(f"Here ends: {panel.title}."), class_="last-line") if sheet else "")
    )
    return markup.element("div", inside, class_="panel sheet" if sheet else "panel")


def _listed(sentences: str | Iterable[object]) -> list[str]:
    return [sentences] if isinstance(sentences, str) else [str(s) for s in sentences]


def _file_name(name: str | None) -> str:
    if name is not None and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,60}", name):
        raise CaseReviewError("A table's name cannot be a file's name", todo="Use small letters, figures and hyphens only.")
    return name or ""


def _table(frame: pd.DataFrame, labels: Mapping[str, str], name: str | None, about: dict[str, Any]) -> dict[str, Any]:
    """What travels of a table in the cell's output: its CSV, and what a workbook needs beside it."""
    return {"name": _file_name(name), "text": cells.csv(cells.under_veil(frame), labels), **about}


def _behind(drawing: Drawing, holds: str = cells.COUNTS) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The frame that leaves as CSV for a figure: the result rows that it was drawn from, where there are such."""
    if drawing.rows is None:
        return drawing.table, _gate(drawing.table, holds)
    passed = _gate(drawing.rows)
    if passed:
        from toolkit.report import gate as gates

        return gates.written(drawing.rows), passed
    return drawing.rows, {}


def _gate(frame: pd.DataFrame, holds: str = cells.COUNTS) -> dict[str, Any]:
    """What the runner of a report on a group asks of a table: what it holds, or under which policy it went through the gate."""
    if holds not in cells.HOLDS:
        raise CaseReviewError("A table cannot be shown", [f"{holds!r} is not one of {', '.join(cells.HOLDS)}"])
    passed = frame.attrs.get(cells.PASSED)
    return ({"gate": passed} if passed else {}) | ({"holds": holds} if holds != cells.COUNTS else {})


def _left_out(frame: pd.DataFrame | None, caption: str) -> bool:
    """Say that a table is left out, and why, where the gate kept it back."""
    why = frame.attrs.get(cells.LEFT_OUT) if frame is not None else None
    if why:
        text(f"{caption}: this table is left out. Reason: {why}.")
    return bool(why)


def _nothing(frame: pd.DataFrame, none: str) -> bool:
    """Say a sentence in the place of a table without rows, where there is one to say; whether no table stands there."""
    if len(frame) or none == "":
        return False
    if none != SAID:
        text(none)
    return True


def _show(
    said: str, plain: str, table: dict[str, Any] | None = None, ours: bool = False, gate: dict[str, Any] | None = None
) -> None:
    from IPython.display import display

    handed: dict[str, Any] = ({"csv": table} if table is not None else {}) | ({"ours": True} if ours else {})
    handed |= {"gate": gate} if gate else {}
    display({"text/html": said, "text/plain": masked(plain)}, raw=True, metadata={_OURS: handed})
