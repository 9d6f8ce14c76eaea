"""Who a report may name: identifying parameters as pseudonyms, and every output held against the record's identifiers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.pseudonyms import AS_RECORDED, PSEUDONYMS, Names, Veil, veil, wear
from toolkit.pseudonyms.known import kind_of
from toolkit.pseudonyms.veil import was_handed, worn
from toolkit.report.parameters import WITHHELD, Parameter
from toolkit.report.sheet import LONGEST_FIELD

if TYPE_CHECKING:
    from toolkit.disclose import Policy
    from toolkit.report.find import About

PARAMETER, POLICY = "identifiers", "policy"
MARKS = {PSEUDONYMS: "pseudonyms", AS_RECORDED: "identifiers as recorded"}
_TEXTS = ("text/plain", "text/markdown", "text/latex")
_OF_NO_RECORD = ("name", "kinds", "holds", "gate")  # what travels with a table and is the toolkit's own, such as its file's name
_MARKS = re.compile(r"\s*(?:(?:#{1,6}|[-*+>]|\d+[.)])\s+)*")


def marked(about: About, policy: Policy, names: Names | None, as_recorded: bool) -> About:
    """Return what a notebook says of itself with the marking of its report: the policy's, and how identifiers stand in it."""
    shown = AS_RECORDED if as_recorded else PSEUDONYMS if names else ""
    marking = policy.marking(about.subject, about.marking)
    return replace(about, marking=f"{marking} ({MARKS[shown]})" if shown else marking)


def described(names: Names | None, as_recorded: bool) -> dict[str, Any]:
    """Return what a manifest says of identifiers: how they are shown, and which key made the pseudonyms, never the key."""
    key = {"key": names.fingerprint, "demonstration": names.demonstration} if names else {}
    return {"shown": AS_RECORDED if as_recorded else PSEUDONYMS, **key}


def hand_over(work: Path, names: Names | None, as_recorded: bool) -> None:
    """Say to the notebook's own process what it is to show; where there is no record, it finds its own."""
    if names or as_recorded:
        veil.hand_over(work, None if as_recorded else names)


def under(record: Any, shown: str = PSEUDONYMS) -> Any:
    """Have what this notebook shows of a record go under pseudonyms, or show it as recorded; return the record.

    In a report the runner has said so already; a notebook that is run by hand reads the key itself.

    Args:
        record: the record, opened.
        shown: `pseudonyms` or `as recorded`.
    """
    from toolkit.pseudonyms import names_of, read_key

    if not was_handed():
        wear(Veil(names_of(record, read_key(record))) if shown == PSEUDONYMS else None)
    return record


def said() -> list[str]:
    """Return sentences on what stands for identifiers on this page."""
    own = worn()
    if own is None:
        return ["Identifiers stand here as they are recorded. Free text from the record is not changed."]
    names = own.names
    key = (
        "The key is the public one of the demonstration, for the made-up sample: it protects nothing, as there is no real child."
        if names.demonstration
        else "The key is kept apart from the record and from this report; whoever has key and record can tell who is meant."
    )
    return [
        "Cases, people, workers, carers, settings and families stand here as pseudonyms, the same for the same key "
        f"(its fingerprint is {names.fingerprint}). {key}",
        "In free text from the record an identifier that the record knows is replaced where it stands as a word of its own; small "
        "numbers and plain words are left. Free text is otherwise not changed: a name, a street or a school in it still tells.",
    ]


def named(parameter: Parameter, value: Any, names: Names | None) -> Any:
    """Return the value of a parameter as it may stand where no identifier may: pseudonyms, or that it is withheld.

    >>> case = Parameter("case_id", "id", "", "")
    >>> named(case, "00123", Names({"case": {"00123": "Case K7M2"}}, "")), named(case, "00124", None)
    ('Case K7M2', 'withheld')
    """
    if not parameter.identifies or value in ("", None):
        return parameter.shown(value)
    return _each(parameter, value, lambda one: _name(parameter, one, names))


def resolved(parameters: list[Parameter], values: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Return the values with the identifier behind each pseudonym that was given instead of one."""
    by_name = {p.name: p for p in parameters}

    def one(name: str, value: Any) -> Any:
        parameter = by_name[name]
        if not parameter.identifies or not isinstance(value, str):
            return value
        return _each(parameter, value, lambda part: _behind(parameter, part, names))

    return {name: one(name, value) for name, value in values.items()}


def options_again(parameter: Parameter, value: Any, same_key: bool) -> bool:
    """Whether a value of a manifest must be given again: it was withheld, or made with a key that is not here."""
    return parameter.identifies and value not in ("", None) and (value == WITHHELD or not same_key)


def cover(executed: Any, names: Names) -> None:
    """Replace what identifiers are left in the cells of an executed notebook, in place: in code, in prints, in a frame by itself.

    What `show` and `draw` put on a page has none any more. A picture that a notebook drew by itself is not looked into.
    """
    over = Veil(names)
    for cell in executed.cells:
        cell.source = _prose(cell.source, over) if cell.cell_type == "markdown" else over.text(cell.source)
        for output in cell.get("outputs", ()):
            _cover(output, over)


def _cover(output: Any, over: Veil) -> None:
    if "text" in output:
        output["text"] = over.text(output["text"])
    data = output.get("data", {})
    for kind in [k for k in _TEXTS if isinstance(data.get(k), str)]:
        data[kind] = over.text(data[kind])
    if isinstance(data.get("text/html"), str):
        data["text/html"] = over.markup(data["text/html"])
    if "metadata" in output:
        output["metadata"] = _covered(output["metadata"], over)


def _prose(source: str, over: Veil) -> str:
    """Markdown whose headings and lists stay such, whatever an identifier looks like."""
    lines = source.splitlines(keepends=True)
    marks = [found.end() if (found := _MARKS.match(line)) else 0 for line in lines]
    return "".join(line[:n] + over.text(line[n:]) for line, n in zip(lines, marks, strict=True))


def _covered(said: Any, over: Veil) -> Any:
    if isinstance(said, str):
        return over.text(said)
    if isinstance(said, Mapping):
        return {k: _covered_table(v, over) if k == "csv" else _covered(v, over) for k, v in said.items()}
    return [_covered(v, over) for v in said] if isinstance(said, list) else said


def _covered_table(given: Any, over: Veil) -> Any:
    """What travels of a table: its CSV cell by cell, so that an identifier with a comma in it joins no two cells."""
    if not isinstance(given, Mapping) or not isinstance(given.get("text"), str):
        return _covered(given, over)
    own = {k: v if k in _OF_NO_RECORD else _covered(v, over) for k, v in given.items() if k != "text"}
    return own | {"text": _covered_csv(given["text"], over)}


def _covered_csv(text: str, over: Veil) -> str:
    if not over.may_hold(text):
        return text
    csv.field_size_limit(LONGEST_FIELD)
    out = io.StringIO()
    rows = ([over.text(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline="")))
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _each(parameter: Parameter, value: Any, change: Callable[[str], str]) -> str:
    parts = str(value).split(",") if parameter.name.endswith("_ids") else [str(value)]
    return ", ".join(change(part.strip()) for part in parts)


def _kind(parameter: Parameter) -> str:
    return kind_of(parameter.name.removesuffix("s")) or ""


def _name(parameter: Parameter, one: str, names: Names | None) -> str:
    kind = _kind(parameter)
    kinds = [kind] if kind else list(names.shown if names else ())
    found = [names.shown[k][one] for k in kinds if names and one in names.shown.get(k, {})]
    return found[0] if found else WITHHELD


def _behind(parameter: Parameter, one: str, names: Names) -> str:
    kind = _kind(parameter)
    if any(one in known for k, known in names.shown.items() if not kind or k == kind):
        return one
    found = names.behind(one, kind)
    return found[0][1] if len(found) == 1 else one
