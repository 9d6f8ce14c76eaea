"""A statement in one line of plain words, as tables and timelines show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.record.codes import label
from toolkit.record.restricted import reason


def words(table: str, row: Mapping[str, Any]) -> str:
    """Return one line for a statement: codes as words, notes as they were written, nothing of what is restricted.

    Args:
        table: the table of the statement.
        row: its columns; missing ones count as empty.

    >>> words("visit", {"outcome": "completed", "seen": True, "seen_alone": True, "note": None})
    'Visit: child seen alone'
    >>> words("placement", {"placement_type": "U6", "change": "P"})
    'Placement: foster placement with other carer, not long term (change of placement and carer)'
    >>> words("legal", {"proceedings": "application to the court"})
    'Proceedings: application to the court'
    >>> words("measure", {"kind": "SDQ", "value": 17.0, "highest": 40.0})
    'SDQ: 17 of 40'
    >>> words("information", {"kind": "police log", "note": "...", "restricted": "police-sensitive"})
    'Held back: police-sensitive'
    """
    texts = {k: v for k, v in row.items() if _said(v)}
    if "restricted" in texts:
        return f"Held back: {reason(str(texts['restricted']))}"
    return _WORDS[table](texts).strip() if table in _WORDS else table.capitalize()


def _said(value: Any) -> bool:
    return value is not None and value == value and value != ""


def _noted(head: str, row: Mapping[str, Any]) -> str:
    return f"{head}: {row['note']}" if row.get("note") else head


def _placement(row: Mapping[str, Any]) -> str:
    why = f" ({label('RNE', row['change'])})" if row.get("change") else ""
    ended = f"; ended: {label('REC', row['end_reason'])}" if row.get("end_reason") else ""
    because = f", {label('REASON_PLACE_CHANGE', row['change_reason'])}" if row.get("change_reason") else ""
    kind = "Short break" if row.get("short_break") else "Placement"
    return f"{kind}: {label('PLACE', row.get('placement_type'))}{why}{ended}{because}"


def _legal(row: Mapping[str, Any]) -> str:
    proceedings = f"Proceedings: {row['proceedings']}" if row.get("proceedings") else ""
    if proceedings and not row.get("legal_status"):
        return proceedings
    return f"Legal status: {label('LS', row.get('legal_status'))}" + (f". {proceedings}" if proceedings else "")


def _visit(row: Mapping[str, Any]) -> str:
    if row.get("outcome") not in (None, "completed"):
        return _noted(f"Visit {row['outcome']}", row)
    seen = (
        "child seen alone"
        if row.get("seen_alone")
        else "child seen"
        if row.get("seen")
        else "child not seen"
        if row.get("seen") is not None
        else "not recorded whether the child was seen"
    )
    return f"Visit: {seen}" + (f". {row['note']}" if row.get("note") else "")


def _review(row: Mapping[str, Any]) -> str:
    took_part = f"; {label('REVIEW_CODE', row['participation'])}" if row.get("participation") else ""
    outcome = f". {row['outcome']}" if row.get("outcome") else ""
    return f"{str(row.get('kind', 'review')).capitalize()}{took_part}{outcome}"


def _relationship(row: Mapping[str, Any]) -> str:
    home = (
        {True: ", in the household", False: ", not in the household"}.get(row["in_household"], "") if "in_household" in row else ""
    )
    return f"Relationship: {row.get('kind', 'not recorded')}{home}"


def _case(row: Mapping[str, Any]) -> str:
    team = f" with {row['team']}" if row.get("team") else ""
    return f"Case open{team}" + (f"; closed: {row['end_reason']}" if row.get("end_reason") else "")


def _decision(row: Mapping[str, Any]) -> str:
    chosen = f": {row['chosen']}" if row.get("chosen") else ""
    return f"Decision on {row.get('kind', 'the case')}{chosen}"


def _capital(text: Any) -> str:
    return f"{str(text)[:1].upper()}{str(text)[1:]}"


def _ended(head: str, row: Mapping[str, Any]) -> str:
    return head + (f"; ended: {row['end_reason']}" if row.get("end_reason") else "")


def _kind(name: str) -> Callable[[Mapping[str, Any]], str]:
    """Words for a table whose rows say which of several they are, and perhaps an outcome and a note."""

    def one(row: Mapping[str, Any]) -> str:
        head = str(row.get("kind") or name).capitalize()
        return _noted(_ended(head + (f": {row['outcome']}" if row.get("outcome") else ""), row), row)

    return one


def _referral(row: Mapping[str, Any]) -> str:
    return _noted("Referral" + (f": {row['outcome']}" if row.get("outcome") else ""), row)


def _plan(row: Mapping[str, Any]) -> str:
    aim = f": {row['aim']}" if row.get("aim") else ""
    return _ended(f"{str(row.get('kind') or 'plan').capitalize()}{aim}", row)


def _service(row: Mapping[str, Any]) -> str:
    """Help that has neither a day nor an answer was offered; whether it was ever given is not on record."""
    open_ = "" if "occurred_on" in row or "taken_up" in row else " (not recorded whether it was taken up)"
    return _noted(_ended(f"Service: {row.get('kind', 'not recorded')}{open_}", row), row)


def _measure(row: Mapping[str, Any]) -> str:
    said = row.get("value", row.get("answer"))
    top = f" of {row['highest']:g}" if row.get("value") is not None and row.get("highest") is not None else ""
    shown = f"{said:g}" if isinstance(said, float) else said
    value = f"{shown}{top}" if said is not None else f"no value ({row.get('missing_reason', 'reason not recorded')})"
    return f"{_capital(row.get('kind') or 'measure')}: {value}"


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "child": lambda r: "The child's own details",
    "person": lambda r: f"Person: {r.get('role', 'not recorded')}",
    "relationship": _relationship,
    "case": _case,
    "status": lambda r: f"Status: {r.get('kind', 'not recorded')}" + (f"; ended: {r['end_reason']}" if r.get("end_reason") else ""),
    "placement": _placement,
    "legal": _legal,
    "review": _review,
    "visit": _visit,
    "need": lambda r: _noted(f"Need ({r.get('kind', 'not recorded')})", r),
    "goal": lambda r: _noted("Goal", r) + (f" ({r['outcome']})" if r.get("outcome") else ""),
    "action": lambda r: _noted("Action", r) + (f" ({r['outcome']})" if r.get("outcome") else ""),
    "involvement": lambda r: f"Worker: {r.get('role', 'role not recorded')}",
    "decision": _decision,
    "information": lambda r: _noted(f"Information ({r.get('kind', 'not recorded')})", r),
    "missing": lambda r: _noted(str(r.get("kind") or "missing").capitalize(), r),
    "measure": _measure,
    "referral": _referral,
    "assessment": _kind("assessment"),
    "plan": _plan,
    "service": _service,
    "contact": lambda r: _noted(f"Contact {r.get('kind', '(kind not recorded)')}", r),
    "meeting": _kind("meeting"),
    "network_member": lambda r: f"In the network: {r.get('role', 'role not recorded')}",
    "supervision": lambda r: _noted("Supervision", r),
    "account": lambda r: _noted(f"Account of the {r.get('speaker', 'speaker not recorded')}, given afterwards", r),
    "incident": lambda r: _noted(f"Incident ({r.get('kind', 'not recorded')})", r),
}
