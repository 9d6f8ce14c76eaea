"""From an executed notebook to the markup of its cells, its tables, and the notebook as it is kept.

Tags that a notebook's cells may carry, and what they do to the page:

===================  =====================================================================================
`parameters`         the interface of the notebook; its code is not shown
`summary`            set off as the plain-language summary
`shows`, `reading`,  headed *What it shows*, *How to read it*, *What to ask next*, *Method*
`ask`, `method`
`quiet`              the cell's code is not offered (imports and the like)
`afterwards`         the first cell so tagged begins what came later: all from it on is closed until opened
===================  =====================================================================================
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from toolkit.report import clean, glossary, markup
from toolkit.report.find import tags_of
from toolkit.report.page import TEMPLATES
from toolkit.report.sheet import Sheet, read_sheet

AFTERWARDS = "afterwards"
INJECTED = "injected-parameters"
NO_CODE = frozenset({"parameters", INJECTED, "quiet"})
KINDS = ("summary", "shows", "reading", "ask", "method")
LABELS = {"shows": "What it shows", "reading": "How to read it", "ask": "What to ask next", "method": "Method"}
OURS = "casereview"
_LATER_FOLDER = "afterwards/"
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


@dataclass(frozen=True)
class Parts:
    """The two parts of a report as markup, its tables as CSV by file name, and the same tables as sheets of a workbook."""

    before: str
    afterwards: str
    tables: dict[str, str]
    sheets: tuple[Sheet, ...] = ()


def export(executed: Any) -> Parts:
    """Return what a finished notebook shows.

    Args:
        executed: the executed notebook (an nbformat node); it is not changed.

    Raises:
        CaseReviewError: a figure without a text alternative, a link out of the report, an address in memory; all at once.
    """
    clean.refuse([f"code cell {n}: {fault}" for n, cell in _numbered(executed.cells) for fault in _cell_faults(cell)])
    clean.refuse([fault for cell in executed.cells if cell.cell_type == "markdown" for fault in _link_faults(cell.source)])
    split = _split(executed.cells)
    handed = _tables(executed.cells, split)
    sheets = tuple(_sheet(file, given) for file, given in handed.items())
    csv = {file: given["text"] for file, given in handed.items()}
    return Parts(_render(executed, 0, split), _render(executed, split, None), csv, sheets)


def kept(executed: Any, shown: dict[str, Any]) -> dict[str, Any]:
    """Return the executed notebook as it is kept: no times, no paths, no warnings, so that it is the same each run.

    Args:
        executed: the executed notebook.
        shown: the values that may be shown for the parameters that were given.
    """
    import nbformat

    notebook: Any = nbformat.from_dict(executed)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        for noise in ("papermill", "execution"):
            cell.metadata.pop(noise, None)
        if INJECTED in tags_of(cell):
            cell["id"] = INJECTED
            cell.source = "# Parameters\n" + "\n".join(f"{name} = {value!r}" for name, value in shown.items())
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if o.get("name") != "stderr"]
    return dict(notebook)


def _split(cells: list[Any]) -> int | None:
    """Where the afterwards part begins, or None; `cells[:None]` is then all of them."""
    return next((i for i, cell in enumerate(cells) if AFTERWARDS in tags_of(cell)), None)


def _render(executed: Any, start: int | None, stop: int | None) -> str:
    import nbformat

    if start is None:
        return ""
    part = nbformat.from_dict(
        executed | {"cells": [_ready(cell, n) for n, cell in _numbered(executed.cells, all_cells=True)][start:stop]}
    )
    body, _ = _exporter().from_notebook_node(part)
    return body.strip()


def _ready(cell: Any, number: int) -> Any:
    """A copy of a cell with its number where its code is offered, and without the page's own title."""
    ready = cell.copy()
    ready.metadata = cell.metadata | {"casereview_number": number if number and not NO_CODE & tags_of(cell) else 0}
    if cell.cell_type == "markdown":
        ready.source = re.sub(r"\A\s*# [^\n]*\n?", "", cell.source)
    return ready


def _numbered(cells: list[Any], all_cells: bool = False) -> list[tuple[int, Any]]:
    """Number the code cells as their author counts them: not the one that the run put in."""
    numbered, n = [], 0
    for cell in cells:
        counts = cell.cell_type == "code" and bool(cell.source.strip()) and INJECTED not in tags_of(cell)
        n += counts
        if counts or all_cells:
            numbered.append((n if counts else 0, cell))
    return numbered


def _sheet(file: str, given: dict[str, Any]) -> Sheet:
    stem, later = file.removesuffix(".csv").removeprefix(_LATER_FOLDER), file.startswith(_LATER_FOLDER)
    return read_sheet(given, stem, f"tables/{file}", later)


def _tables(cells: list[Any], split: int | None) -> dict[str, dict[str, Any]]:
    """The tables that the cells handed over, by file name; what came later goes to a folder of its own."""
    found: dict[str, dict[str, Any]] = {}
    for place, cell in enumerate(cells):
        folder = _LATER_FOLDER if split is not None and place >= split else ""
        for given in (o.get("metadata", {}).get(OURS, {}).get("csv") for o in cell.get("outputs", ())):
            if given:
                stem = given["name"] or f"table-{len(found) + 1:02}"
                while f"{folder}{stem}.csv" in found:
                    stem += "-again"
                found[f"{folder}{stem}.csv"] = given
    return found


def _cell_faults(cell: Any) -> list[str]:
    return [fault for output in cell.outputs for fault in _output_faults(output)]


def _output_faults(output: Any) -> list[str]:
    if output.output_type == "stream":
        return clean.memory_address(output.text) if output.name == "stdout" else []
    if OURS in output.get("metadata", {}):
        return []
    data = output.get("data", {})
    picture = next((kind for kind in _PICTURES if kind in data), None)
    if picture and "text/html" not in data:
        return [] if _said(output, picture, "alt") else ["a figure without a text alternative (show it with show.figure)"]
    shown = data.get("text/html") or data.get("text/plain", "")
    return clean.memory_address(shown)


def _link_faults(source: str) -> list[str]:
    out = re.findall(r"\]\(\s*<?(?:https?:|mailto:|//|file:)|!\[|<(?:a|img)\s|<https?:", source)
    return ["a text cell links to, or shows, something outside the report (give addresses as `code`)"] if out else []


def _picture(output: Any, kind: str) -> str:
    alt, caption = _said(output, kind, "alt"), _said(output, kind, "caption")
    content = output.data[kind]
    packed = base64.b64encode(content.encode()).decode() if kind == "image/svg+xml" else re.sub(r"\s", "", content)
    return markup.figure(f"data:{kind};base64,{packed}", alt, caption)


def _said(output: Any, kind: str, what: str) -> str:
    own = output.get("metadata", {})
    return str(own.get(kind, {}).get(what) or own.get(what) or "")


def _ours(said: str, output: Any) -> str:
    """Sentences that their cell says are the toolkit's own count as prose; nothing else that a cell shows does."""
    return glossary.prose(said) if output.get("metadata", {}).get(OURS, {}).get("ours") is True else said


def _kind(cell: Any) -> str:
    return "".join(f" {kind}" for kind in KINDS if kind in tags_of(cell))


def _label(cell: Any) -> str:
    return next((LABELS[tag] for tag in KINDS if tag in LABELS and tag in tags_of(cell)), "")


def _markdown(source: str) -> str:
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    return MarkdownWithMath(renderer=IPythonRenderer(escape=False, exclude_anchor_links=True)).render(source)


@cache
def _exporter() -> Any:
    from nbconvert.exporters.templateexporter import TemplateExporter

    class CellExporter(TemplateExporter):  # type: ignore[misc]
        """The cells of a notebook as markup, by our own template."""

        output_mimetype = "text/html"
        file_extension = ".html"

        @property
        def default_config(self) -> Any:
            from traitlets.config import Config

            order = ["text/html", *_PICTURES, "text/plain"]
            own = Config({"NbConvertBase": {"display_data_priority": order}})
            return own

    filters = {"clean": clean.clean, "kind": _kind, "label": _label, "picture": _picture, "markdown2html": _markdown}
    filters |= {"prose": glossary.prose, "ours": _ours}
    # None of the library's own passes over a notebook: each would only check it once more, or is another format's.
    return CellExporter(template_name="audit", extra_template_basedirs=[str(TEMPLATES)], filters=filters, default_preprocessors=[])
