"""JSON in a cell: looked over before it is parsed, and read for one thing only, the names that are set in it."""

from __future__ import annotations

import json

_OPEN, _CLOSE = "[{", "]}"


def flags(cell: str, characters: int, depth: int) -> tuple[str, str]:
    """Return the names that a cell of JSON sets, sorted, separated by spaces, and what is wrong with it.

    An array names what is set; an object sets the names whose value is yes. Counts and comments are passed over.

    Args:
        cell: the JSON; empty stays empty.
        characters: the longest cell that is read.
        depth: the deepest nesting that is read.

    >>> flags('["2B", "1A"]', 100, 4), flags('{"NFA_FLAG": "Y", "CLA_REQUEST_FLAG": "N", "COMMENTS": "x"}', 100, 4)
    (('1A 2B', ''), ('NFA_FLAG', ''))
    >>> flags("[" * 50, 100, 4)
    ('', 'JSON that is nested too deeply')
    """
    if not cell:
        return "", ""
    if len(cell) > characters:
        return "", "JSON that is too long"
    if _deepest(cell) > depth:
        return "", "JSON that is nested too deeply"
    try:
        said = json.loads(cell)
    except (ValueError, RecursionError):
        return "", "no JSON"
    if isinstance(said, list):
        named = [one.strip() for one in said if isinstance(one, str)]
    elif isinstance(said, dict):
        named = [name.strip() for name, value in said.items() if _is_set(value)]
    else:
        return "", "JSON that is neither a list nor an object"
    return " ".join(sorted({"_".join(n.split()) for n in named if n})), ""


def _is_set(value: object) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in ("y", "yes", "true", "1"))


def _deepest(text: str) -> int:
    """How deep brackets are nested outside of strings."""
    level = deepest = 0
    inside = escaped = False
    for sign in text:
        if inside:
            inside, escaped = not (sign == '"' and not escaped), sign == "\\" and not escaped
        elif sign == '"':
            inside = True
        elif sign in _OPEN:
            level += 1
            deepest = max(deepest, level)
        elif sign in _CLOSE:
            level -= 1
    return deepest
