"""Reading XML returns as a stream: one record at a time, namespaces ignored, and nothing that could blow up or reach outside.

Document types, entities and external references are refused (defusedxml), and so are files, texts, records and nestings beyond
the limits of `data/sources/xml_limits.csv`.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, Any

from toolkit import paths

_CHUNK = 1 << 16
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ZIP = b"PK\x03\x04"
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")


class XmlFault(Exception):
    """Why a file cannot be read, in plain words that hold nothing of its content."""


class Node:
    """One element: its name without a namespace, its own text, and the elements in it."""

    __slots__ = ("name", "parts", "text")

    def __init__(self, name: str) -> None:
        self.name = name
        self.text = ""
        self.parts: list[Node] = []

    def walk(self) -> Iterator[Node]:
        """Yield this element and all below it, in the order of the file."""
        yield self
        for part in self.parts:
            yield from part.walk()


def limit(name: str) -> int:
    """Return a limit of the XML importers by name.

    >>> limit("faulty_rows")
    5
    """
    return _limits()[name]


@cache
def _limits() -> dict[str, int]:
    with (paths.data() / "sources" / "xml_limits.csv").open(newline="", encoding="utf-8") as text:
        return {row["name"]: int(row["value"]) for row in csv.DictReader(text)}


def stream(file: Path, record: str) -> Iterator[Node]:
    """Yield what stands before the first record (the root element with its header), then each record.

    Args:
        file: an XML file.
        record: the name of the element that holds one record, in any case.

    Raises:
        XmlFault: the file cannot be read, is damaged, or is beyond a limit.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = Path(folder) / "a.xml"
    ...     _ = made.write_text("<a xmlns='urn:x'><h>1</h><r><b>2</b></r></a>")
    ...     [(n.name, [(p.name, p.text) for p in n.parts]) for n in stream(made, "r")]
    [('a', [('h', '1')]), ('r', [('b', '2')])]
    """
    try:
        encoding = _encoding(file)
        with file.open("rb") as source:
            yield from _parsed(source, record, encoding)
    except OSError as error:
        raise XmlFault(f"cannot be read ({error.strerror or type(error).__name__})") from None


def _encoding(file: Path) -> str | None:
    """The encoding to read with where it is not the one that the file declares; faults that a parser tells less clearly."""
    if file.is_dir():
        raise XmlFault("is a folder")
    if file.stat().st_size > limit("file_bytes"):
        raise XmlFault(f"is larger than {limit('file_bytes'):,} bytes")
    with file.open("rb") as source:
        head = source.read(_CHUNK)
        if not head.strip():
            raise XmlFault("is empty")
        if head.startswith(_ZIP):
            raise XmlFault("is a zip file or a workbook; unpack it, or name the XML file")
        if head.startswith(_UTF16):
            return None
        return _without_mark(source, head)


def _without_mark(source: IO[bytes], head: bytes) -> str | None:
    decoder, chunk, is_utf8 = codecs.getincrementaldecoder("utf-8")(), head, True
    while chunk:
        if b"\x00" in chunk:
            raise XmlFault("has NUL bytes: it is damaged, or no XML")
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            is_utf8 = False
        chunk = source.read(_CHUNK)
    declared = _DECLARED.search(head[:1000])
    return None if is_utf8 or (declared and declared[1].lower() not in (b"utf-8", b"utf8")) else "cp1252"


def _parsed(source: IO[bytes], record: str, encoding: str | None) -> Iterator[Node]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    builder = _Builder(record.lower())
    try:
        parser: Any = DefusedXMLParser(target=builder, encoding=encoding, forbid_dtd=True)
        while chunk := source.read(_CHUNK):
            parser.feed(chunk)
            yield from builder.take()
        parser.close()
    except DefusedXmlException:
        raise XmlFault("declares a document type, an entity or an external reference, which no return needs") from None
    except ParseError as error:
        line, column = error.position
        raise XmlFault(f"is no well-formed XML, or is cut short (line {line}, column {column + 1})") from None
    except (ValueError, LookupError):
        raise XmlFault("is in an encoding that is not known; save it as UTF-8") from None
    yield from builder.take(over=True)


class _Builder:
    """What the parser calls: it builds records, hands each over when it is whole, and keeps what stands outside them."""

    def __init__(self, record: str) -> None:
        self.record = record
        self.stack: list[Node] = []
        self.depth_of_record = 0
        self.done: list[Node] = []
        self.root: Node | None = None
        self.begun = self.told = False
        self.nodes = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        node = Node(tag.rpartition("}")[2])
        self.nodes += 1
        if len(self.stack) >= limit("depth"):
            raise XmlFault(f"has elements nested deeper than {limit('depth')} levels")
        if self.nodes > limit("nodes_in_record"):
            raise XmlFault(f"has more than {limit('nodes_in_record'):,} elements in one record, or outside of all")
        if self.root is None:
            self.root = node
        elif not self.depth_of_record and node.name.lower() == self.record:
            self.depth_of_record, self.begun = len(self.stack), True
            self.nodes = 0
        else:
            self.stack[-1].parts.append(node)
        self.stack.append(node)

    def data(self, text: str) -> None:
        """Add text to the element that is open."""
        node = self.stack[-1]
        if len(node.text) + len(text) > limit("text_length") and (node.text + text).strip():
            raise XmlFault(f"has more than {limit('text_length'):,} characters in one element ({node.name[:40]})")
        node.text = (node.text + text).lstrip()

    def end(self, tag: str) -> None:
        """End an element."""
        node = self.stack.pop()
        node.text = node.text.strip()
        if self.depth_of_record and len(self.stack) == self.depth_of_record:
            self.depth_of_record = 0
            self.done.append(node)

    def close(self) -> None:
        """End the document."""

    def take(self, over: bool = False) -> Iterator[Node]:
        """Yield what is whole: the head once the first record has begun, and the records."""
        if not self.told and self.root is not None and (self.begun or over):
            self.told = True
            yield self.root
        done, self.done = self.done, []
        yield from done
