"""The XML form of a return: `EXPSSDA903`, a `CHILD` each with a `HEADER` and `EPISODE`s, read as a stream.

The tags are those of the published schema of the return; `data/sources/ssda903_xml.csv` says which element fills which table.
No entity, document type or outside reference is ever followed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.sources.ssda903.layout import elements, layouts, limit
from toolkit.sources.ssda903.sheet import Found, Sheet

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOT, _CHILD, _SPELLED = "EXPSSDA903", "CHILD", {"CHILDID": "CHILD", "PL": "PLACE"}
_SHOWN_TAGS, _SHOWN_SIGNS = 5, 30


class _Unreadable(Exception):
    """The file is no return in XML; the words are for the user."""


def read_xml(file: Path) -> Found:
    """Return the sheets of an XML return; `foreign` where the file is XML of something else."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    sheets = {name: Sheet([f.name for f in lay.fields], [], [], "child", table=name) for name, lay in layouts().items()}
    unknown: set[str] = set()
    try:
        for number, child in enumerate(_children(file), start=1):
            _add_child(child, number, sheets, unknown)
    except _Unreadable as error:
        return Found(problem=str(error), foreign=not str(error))
    except ParseError as error:
        return Found(problem=f"cannot be read as XML ({error})")
    except DefusedXmlException:
        return Found(problem="has a document type or entities, which no return needs and which are never followed; take them out")
    except (ValueError, LookupError, UnicodeError):
        return Found(problem="cannot be read as XML: its encoding is not one that can be read; save it in UTF-8")
    for name in layouts():
        if not sheets[name].rows and name != "episodes":
            del sheets[name]
    return Found(list(sheets.values()), notes=_told(unknown))


def _children(file: Path) -> Iterator[Element]:
    """Each CHILD element whole, and let go afterwards: no more than one child is held at a time."""
    from defusedxml.ElementTree import iterparse

    depth, root, held = 0, None, 0
    for event, element in iterparse(str(file), events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if depth > limit("xml_depth"):
            raise _Unreadable(f"is nested deeper than {limit('xml_depth')} levels, and no return is")
        held += event == "start"
        if held > limit("xml_child_elements"):
            raise _Unreadable("has more elements for one child than any return has")
        if root is None:
            root = element
            if _tag(root) != _ROOT:
                raise _Unreadable("")
        if event == "end" and depth == 1:
            if _tag(element) == _CHILD:
                yield element
            root.clear()
            held = 0


def _add_child(child: Element, number: int, sheets: dict[str, Sheet], unknown: set[str]) -> None:
    known = elements()
    heads = [part for part in child if _tag(part) == "HEADER"]
    shared = {name: text for head in heads for name, text in _cells(head).items()}
    parts = [*child, *(part for head in heads for part in head if len(part) or _tag(part) in known)]
    for part in parts:
        tag = _tag(part)
        if tag not in known:
            unknown.add(tag)
            continue
        own = _cells(part)
        used = {c for table, _ in known[tag] for c in _fill(sheets[table], shared | own, own, number)}
        unknown |= own.keys() - used - {"UASC"}
    if not heads:
        _fill(sheets["header"], {}, {}, number)


def _fill(sheet: Sheet, cells: dict[str, str], own: dict[str, str], number: int) -> set[str]:
    """Add a row to a table, if the element says anything of it, and return the columns that the table has."""
    needs = {c for tables in elements().values() for table, columns in tables if table == sheet.table for c in columns}
    names = set(sheet.names)
    flagged = own.get("UASC") == "1"
    if not needs or any(own.get(c) for c in needs - {"UASC"}) or ("UASC" in needs and flagged):
        sheet.rows.append([cells.get(name, "") for name in sheet.names])
        sheet.numbers.append(number)
    return names


def _cells(part: Element) -> dict[str, str]:
    return {_SPELLED.get(tag, tag): (leaf.text or "") for leaf in part if not len(leaf) and (tag := _tag(leaf)) not in elements()}


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2].upper()


def _told(unknown: set[str]) -> list[str]:
    names = sorted(tag[:_SHOWN_SIGNS] for tag in unknown)
    more = f" and {len(names) - _SHOWN_TAGS} more" if len(names) > _SHOWN_TAGS else ""
    return [f"elements that no table of a return has were not read: {', '.join(names[:_SHOWN_TAGS])}{more}"] if names else []
