"""The few pieces of HTML that reports are made of; every text that comes in is escaped here and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from toolkit.pseudonyms import masked

MOST_ROWS_ON_PAPER = 15
_SHORT, _APART, _LINE, _COLUMNS = 17, 2, 80, 12  # letters: of a short cell, between two, of a line on paper; columns at most
Rows = Sequence[Sequence[str]]
_LAST_CONTROL = 0x9F
# Breaks, and the two joiners without which Persian, Hindi and joined emoji are spelt wrongly; they turn and hide nothing.
_KEPT = "\n\t\u200c\u200d"
# So many may stand on one letter in the Stream-Safe Text Format (UAX #15); more would run over other lines and off the page.
_MOST_ON_A_LETTER = 30
_ON_A_LETTER = ("Mn", "Me")


@dataclass(frozen=True)
class Column:
    """A column of a table as it is shown: its heading, and whether it holds numbers (aligned at the right), links or places."""

    heading: str
    number: bool = False
    links: bool = False
    place: bool = False


def text(value: object) -> str:
    """Return a value as text that cannot be markup; control characters, which no page may hold, become a mark.

    Where this process shows pseudonyms, an identifier becomes one here: every text on a page comes through.

    >>> text("<b>&")
    '&lt;b&gt;&amp;'
    """
    return escape(plain(masked(str(value))), quote=True)


def plain(value: object) -> str:
    """Return a value as text without control characters, and without more accents on a letter than fit there: each becomes a mark.

    >>> plain("a\\x07b"), plain("e" + "\\u0301" * 31)[-1]
    ('a\ufffdb', '\ufffd')
    """
    said = str(value)
    if not said.isascii():
        said = _not_piled(said)
    if said.isprintable():
        return said
    return "".join(c if c in _KEPT or c.isprintable() or c.isspace() and ord(c) > _LAST_CONTROL else "\ufffd" for c in said)


def _not_piled(said: str) -> str:
    from unicodedata import category

    out, piled = [], 0
    for c in said:
        piled = piled + 1 if category(c) in _ON_A_LETTER else 0
        out.append(c if piled <= _MOST_ON_A_LETTER else "\ufffd")
    return "".join(out)


def element(name: str, content: str, **attributes: str) -> str:
    """Return an element around content that is markup already; attribute values are escaped.

    >>> element("td", "7", class_="n")
    '<td class="n">7</td>'
    """
    said = "".join(f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items())
    return f"<{name}{said}>{content}</{name}>"


def paragraphs(sentences: str | Iterable[object]) -> str:
    """Return one paragraph for a text, or one each for several."""
    return "".join(element("p", text(s)) for s in _several(sentences))


def items(sentences: str | Iterable[object], class_: str = "") -> str:
    """Return a list with one item a sentence."""
    said = "".join(element("li", text(s)) for s in _several(sentences))
    return element("ul", said, **({"class_": class_} if class_ else {}))


def table(caption: str, columns: Sequence[Column], rows: Rows, note: str = "") -> str:
    """Return a table with a caption, scopes on its headings and the first cell of each row as that row's heading.

    It stands in a box that scrolls by itself (and by keyboard) where the table is wider than the page; a long one is printed in a
    smaller letter. A label in a column that
    `links` leads to the first row that has it in a column that is a `place`, in another table of the page.
    """
    head = "".join(element("th", text(c.heading), scope="col", **_numeric(c)) for c in columns)
    seen: set[str] = set()
    body = "".join(element("tr", _cells(columns, row), **_place(columns, row, seen)) for row in rows)
    inner = element("caption", element("span", text(caption))) + element("thead", element("tr", head)) + element("tbody", body)
    kind = "wide long" if len(rows) > MOST_ROWS_ON_PAPER else "wide"
    box = element(
        "div", element("table", inner, **_whole(rows)), class_=kind, role="group", tabindex="0", aria_label=f"Table: {caption}"
    )
    return box + (element("p", text(note), class_="note") if note else "")


def _whole(rows: Rows) -> dict[str, str]:
    """Which columns hold short words alone, such as a day or a number of a statement: on paper these stay on one line."""
    widest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    short = [n for n, width in enumerate(widest, 1) if 0 < width <= _SHORT and n <= _COLUMNS]
    if not short or sum(widest[n - 1] + _APART for n in short) > _LINE:
        return {}
    return {"class_": " ".join(f"whole-{n}" for n in short)}


def figure(image: str, alt: str, caption: str, data: str = "", rows: int = 0, narrow: bool = False, written: bool = False) -> str:
    """Return a figure: its image (a data address), its text alternative, its caption, and its table folded under it.

    Of several images, with a blank between their addresses, the first has the alternative of all. On paper the table is open,
    unless it has so many rows that it would bury the figure, or the figure is `narrow` and stands beside another, or all of it is
    `written` in the figure; then its place says how many.
    """
    images = image.split(" ")
    said = [alt, *(f"Picture {n} of {len(images)}, told with the first." for n in range(2, len(images) + 1))]
    picture = "".join(f'<img src="{escape(one)}" alt="{text(words)}">' for one, words in zip(images, said, strict=True))
    box = element("div", picture, class_="picture", role="group", tabindex="0", aria_label=f"Picture: {caption}")
    shown = box + element("figcaption", text(caption))
    counted = f"The figures behind this picture ({rows} {'row' if rows == 1 else 'rows'})"
    closed = narrow or written or rows > MOST_ROWS_ON_PAPER
    folded = folding(counted, data, "data long" if closed else "data") if data else ""
    found = element("figure", shown) + folded
    return element("div", found, class_="narrow") if narrow else found


def folding(summary: str, content: str, class_: str = "more") -> str:
    """Return content that is closed until somebody opens it."""
    return element("details", element("summary", text(summary)) + content, class_=class_)


def facts(pairs: Mapping[str, object]) -> str:
    """Return headline numbers with what each is."""
    said = "".join(element("div", element("dt", text(k)) + element("dd", text(v))) for k, v in pairs.items())
    return element("dl", said, class_="facts")


def _cells(columns: Sequence[Column], row: Sequence[str]) -> str:
    first = element("th", _cell(columns[0], row[0]), scope="row", **_numeric(columns[0])) if row else ""
    return first + "".join(element("td", _cell(c, v), **_numeric(c)) for c, v in zip(columns[1:], row[1:], strict=True))


def _cell(column: Column, value: str) -> str:
    """A label as a link to its place on the page; anything that is no label is text."""
    return element("a", text(value), href=f"#{address(value)}") if column.links and address(value) else text(value)


def _place(columns: Sequence[Column], row: Sequence[str], seen: set[str]) -> dict[str, str]:
    """The address of a row, where a column is a place and no row before it has the same label."""
    label = next((v for c, v in zip(columns, row, strict=True) if c.place and address(v)), "")
    if not label or label in seen:
        return {}
    seen.add(label)
    return {"id": address(label)}


def address(label: str) -> str:
    """Return the id of the place that a label names: one capital letter and a number; empty for anything else.

    >>> address("E12"), address("E12 <b>")
    ('at-e12', '')
    """
    return f"at-{label.lower()}" if re.fullmatch(r"[A-Z][0-9]{1,6}", label) else ""


def _numeric(column: Column) -> dict[str, str]:
    return {"class_": "n"} if column.number else {}


def _several(sentences: str | Iterable[object]) -> list[object]:
    return [sentences] if isinstance(sentences, str) else list(sentences)
