"""What is left of a page when its words are taken out, and what stands in it that should not."""

from __future__ import annotations

import base64
import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

VOID = {"img", "br", "hr", "meta", "link", "input", "col"}
SAID = {"alt", "aria-label", "title", "id", "content", "src"}  # attributes that hold words, or are made of them
FORMULA = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?(%)?")


class Skeleton(HTMLParser):
    """Elements as they open and close, with the attributes that are not words; pictures and ids are kept apart."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bones: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.pictures: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()
        self.left_open = list(self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.pictures += [given["src"]] if tag == "img" else []
        kept = " ".join(f"{name}={'' if name in SAID else value}" for name, value in sorted(given.items()))
        self.bones.append(f"<{tag} {kept}>")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.bones.append(f"</{tag}>")
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_comment(self, data: str) -> None:
        self.bones.append("<!---->")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(page: Path) -> Skeleton:
    return Skeleton(page.read_text(encoding="utf-8"))


def drawings(skeleton: Skeleton) -> list[ElementTree.Element]:
    """The vector pictures of a page, as parsed."""
    found = [p.partition("base64,")[2] for p in skeleton.pictures if p.startswith("data:image/svg+xml")]
    return [ElementTree.fromstring(base64.b64decode(unquote(p))) for p in found]


def alive(drawing: ElementTree.Element) -> list[str]:
    """What in a vector picture could run, fetch or hold markup of another kind."""
    found = []
    for element in drawing.iter():
        name = element.tag.rpartition("}")[2]
        if name in ("script", "foreignObject", "a", "image", "iframe", "set", "animate", "handler"):
            found.append(name)
        for key, value in element.attrib.items():
            bare = key.rpartition("}")[2]
            if bare.startswith("on") or (bare == "href" and not value.startswith("#")) or "javascript:" in value.lower():
                found.append(f"{name} {bare}")
    return found


def formulas(file: Path) -> list[str]:
    """Cells of a CSV file that a spreadsheet would take for a formula."""
    csv.field_size_limit(10**7)
    text = file.read_bytes().decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    wrong = [cell[:60] for row in rows for cell in row if _runs(cell)]
    return wrong + [f"row {n} has {len(row)} cells" for n, row in enumerate(rows, 1) if len(row) != len(rows[0])]


def _runs(cell: str) -> bool:
    bare = re.sub(r"^[\s\x00-\x1f\x7f-\xa0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+", "", cell)
    return cell.startswith(("\t", "\r", "\n")) or bare.startswith(FORMULA) and not _NUMBER.fullmatch(bare)
