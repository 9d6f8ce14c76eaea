"""The page around a report's cells: title, marking, contents, policy and style, and the part that holds what came later."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from toolkit.report import clean, glossary, markup
from toolkit.report.find import About

TEMPLATES = Path(__file__).resolve().parent / "templates"
LATER = "Open what came later"
_TO_HAND_OUT = re.compile(r'<div class="panel sheet">(?=\s*<h3[^>]*>(.*?)</h3>)', re.S)
_IN_MARGIN = "font: 8pt system-ui, sans-serif; color: #333333;"
_HEADING = re.compile(r"<h([1-6])( [^>]*)?>(.*?)</h\1>", re.S)


@dataclass(frozen=True)
class Entry:
    """One line of the contents: the text of a heading and where it is."""

    id: str
    text: str


def build_page(
    about: About,
    before: str,
    afterwards: str,
    record: str,
    parameters: dict[str, Any],
    beside: str = "manifest.json",
    workbook: str = "",
) -> str:
    """Return the whole page of a report.

    Contents, title and description come from what stands before the afterwards part alone.

    Args:
        about: what the notebook says about itself.
        before: the cells up to the afterwards part, as markup.
        afterwards: the cells from it on, as markup; empty where there is none.
        record: the name of the record, or empty.
        parameters: what to print of the parameters.
        beside: the file beside it that says how it was made.
        workbook: the file beside it that holds its tables, or empty.

    Raises:
        CaseReviewError: headings out of order, or something fetched from outside the file.
    """
    explained: set[str] = set()
    before, afterwards = glossary.explained(before, explained), glossary.explained(afterwards, explained, later=True)
    used: set[str] = {"main", "afterwards", "made"}
    before, contents, problems = _with_ids(before, used)
    afterwards, _, more = _with_ids(afterwards, used)
    sheets: list[str] = []
    before, afterwards = _with_sheets(before, sheets), _with_sheets(afterwards, sheets)
    clean.refuse(problems + more + clean.faults(before + afterwards))
    return render(
        "page.html.j2",
        marking=about.marking,
        title=about.title,
        more_style="".join(sheets),
        about=about,
        before=before,
        afterwards=afterwards,
        contents=contents,
        later_summary=LATER,
        record=record,
        parameters=parameters,
        beside=beside,
        workbook=workbook,
    )


def render(template: str, marking: str = "", title: str = "", script: str = "", more_style: str = "", **said: Any) -> str:
    """Return one of the page templates filled in; everything that is not said to be markup is escaped.

    `script`, where it is given, is the only script that the page's policy lets run; `more_style` stands behind the common style.
    """
    style = _style() + more_style + _sheet(marking, title)
    return _environment().get_template(template).render(style=style, policy=_policy(style, script), script=script, **said) + "\n"


def _with_ids(markup: str, used: set[str]) -> tuple[str, list[Entry], list[str]]:
    """Give each heading an id of its own, list those of the second level, and check that no level is left out."""
    contents: list[Entry] = []
    problems: list[str] = []
    last = 1

    def name(found: re.Match[str]) -> str:
        nonlocal last
        level, words = int(found[1]), _words(found[3])
        if level > last + 1 or level == 1:
            problems.append(f"a heading of level {level} follows one of level {last} (the title is the only one of level 1)")
        last = level
        slug = _slug(words, used)
        if level == 2:
            contents.append(Entry(slug, words))
        return f'<h{level} id="{slug}"{found[2] or ""}>{found[3]}</h{level}>'

    return _HEADING.sub(name, markup), contents, problems


def _with_sheets(markup: str, styles: list[str]) -> str:
    """Give each thing that is handed out by itself pages of its own name, so that each sheet of paper says what it is of.

    The browser counts the sheets of one thing as it lays them out; how many there will be it cannot say, so a line ends each.
    """

    def name(found: re.Match[str]) -> str:
        own = f"sheet-{len(styles) + 1}"
        title = _css_text(_words(found[1]) + ": sheet ")
        styles.append(
            f".{own} {{ page: {own}; }}\n"
            f"@page {own} {{ counter-increment: {own}; @bottom-left {{ content: {title} counter({own}); {_IN_MARGIN} }} }}\n"
        )
        return f'<div class="panel sheet {own}">'

    return _TO_HAND_OUT.sub(name, markup)


def _words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def _slug(words: str, used: set[str]) -> str:
    stem = "s-" + (re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")[:60] or "part")
    slug, n = stem, 1
    while slug in used:
        n += 1
        slug = f"{stem}-{n}"
    used.add(slug)
    return slug


def _policy(style: str, script: str = "") -> str:
    runs = f" script-src {_digest(script)};" if script else ""
    return f"default-src 'none'; img-src data:; style-src {_digest(style)};{runs} base-uri 'none'; form-action 'none'"


def _digest(said: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(said.encode()).digest()).decode()}'"


@cache
def _style() -> str:
    return (TEMPLATES / "audit" / "report.css").read_text(encoding="utf-8")


def _sheet(marking: str, title: str) -> str:
    """What stands in the margins of every sheet of paper."""
    said = _IN_MARGIN
    return (
        f"@page {{ @top-right {{ content: {_css_text(marking)}; {said} }} @bottom-left {{ content: {_css_text(title)}; {said} }}"
        f' @bottom-right {{ content: counter(page) " of " counter(pages); {said} }} }}\n'
    )


def _css_text(words: str) -> str:
    """A text as CSS writes it, every character but plain letters, figures and spaces as its number.

    >>> _css_text("a<b")
    '"a\\\\3c b"'
    """
    return '"' + "".join(c if c.isascii() and (c.isalnum() or c == " ") else f"\\{ord(c):x} " for c in words) + '"'


def _plain(value: Any) -> Any:
    """What a template puts on a page: markup as it is, a text without what no page may hold, such as the name of a folder has."""
    return value if hasattr(value, "__html__") or not isinstance(value, str) else markup.plain(value)


@cache
def _environment() -> Any:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(str(TEMPLATES / "audit")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        finalize=_plain,
    )
