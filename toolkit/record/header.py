"""Reading the header of a `.sql` file: lines `-- key: words` before the query, with continuation lines."""

from __future__ import annotations

import re

_KEY = r"-- ([a-z][a-z ]*): (.*)"


def split_header(text: str) -> tuple[dict[str, str], str]:
    """Return the header of a query as key to words, and the query under it. An empty line before a further key ends nothing.

    >>> split_header("-- name: moves\\n-- definition: Moves so\\n--   far.\\nSELECT 1")
    ({'name': 'moves', 'definition': 'Moves so far.'}, 'SELECT 1')
    """
    header: dict[str, str] = {}
    lines = text.splitlines(keepends=True)
    key = ""
    for n, line in enumerate(lines):
        if not line.strip() and _goes_on(lines[n:]):
            continue
        if not line.startswith("--"):
            return header, "".join(lines[n:])
        if found := re.match(_KEY, line):
            key = found[1]
            header[key] = found[2].strip()
        elif key:
            header[key] += " " + line[2:].strip()
    return header, ""


def _goes_on(lines: list[str]) -> bool:
    return bool(re.match(_KEY, next((line for line in lines if line.strip()), "")))


def listed(text: str) -> tuple[str, ...]:
    """Return the names in a header's line, which are separated by commas.

    >>> listed("visit, case")
    ('visit', 'case')
    """
    return tuple(name.strip() for name in text.split(",") if name.strip())
