"""What an SSDA903 return says of each table of the record: the statements that its import must give back, all and no others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from toolkit import paths
from toolkit.record import codes
from toolkit.record.write import entity_id
from toolkit.sources.ssda903.layout import Item, items
from toolkit.synth.forms.standing import Standing, year_end, year_start

Rows = list[dict[str, Any]]
Said = tuple[str, set[tuple], str]  # what is compared, what the return says, the question to the imported record
SEX = {"1": "male", "2": "female", "M": "male", "F": "female", "U": "unknown", "0": "unknown"}
TOUCHES = "occurred_on <= $2 AND (ended_on IS NULL OR ended_on > $1)"
IN_YEAR = "occurred_on BETWEEN $1 AND $2"
standing = cache(Standing)  # opening a record takes longer than any of these questions


def picked(rows: Rows, *columns: str) -> set[tuple]:
    return {tuple(r.get(c) or None for c in columns) for r in rows}


def kept(record, taken_on: date, sql: str, span=()) -> set[tuple]:
    return {tuple(r.values()) for r in standing(record, taken_on).rows(sql, span)}


def equal(told: set, found: set, what: object = "") -> None:
    """Compare without the slow explanation of large sets: the first differences are enough."""
    lost, strange = sorted(told - found, key=str)[:3], sorted(found - told, key=str)[:3]
    if lost or strange:
        pytest.fail(f"{what}: not given back {lost}; not told {strange}", pytrace=False)


# Of a child who is not listed a return says nothing; and an answer without a year stands for good once it was given.
KEPT_OF_LISTED = {"workers", "placed for adoption", "orders on liberty", "own children", "motherhood"}
KEPT_OF_TOLD = {"children", "earlier permanence", "decisions"}


def named(form: str, side: str) -> set[tuple[str, str]]:
    """Tables and columns that `data/synth/forms.csv` says a form cannot carry (record), or that stay empty in it (form)."""
    lines = [r for r in paths.rows("synth", "forms") if (r["form"], r["side"]) == (form, side)]
    return {(r["table"], c.strip()) for r in lines for c in r["columns"].split("|" if side != "record" else None)}


def against(told: set[tuple[str, str]], form: str, side: str) -> set[tuple[str, str]]:
    """What a form says although a line of `data/synth/forms.csv` (`*` is for all columns of a table) says that it stays empty."""
    empty = named(form, side)
    return {(table, column) for table, column in told if {(table, column), (table, "*")} & empty}


def filled(told: dict[str, Rows]) -> set[tuple[str, str]]:
    """The tables and columns of a form in which any row says anything."""
    return {(n, c) for n, rows in told.items() for row in rows for c, cell in row.items() if cell not in (None, "")}


def gives_back(imported: Path, told: dict, year: int, taken_on: date) -> set[str]:
    """Compare a return with the record that it was imported into; return what had anything to compare."""
    span, listed = (year_start(year), year_end(year)), {r["CHILD"] for r in told["header"]}
    filled = set()
    for what, expected, sql in said(told):
        asked = listed if what in KEPT_OF_LISTED else {r[0] for r in expected}
        found = kept(imported, taken_on, sql, span)
        equal(expected, {r for r in found if r[0] in asked} if what in {*KEPT_OF_LISTED, *KEPT_OF_TOLD} else found, (year, what))
        filled |= {what} if expected else set()
    return filled


def said(told: dict[str, Rows]) -> Iterator[Said]:
    """Yield every comparison of a return; the first column of each is the case, `$1` and `$2` the year's first and last day."""
    yield from _care(told)
    yield from _statuses(told)
    yield "answers", set(_answers(told)), f"{_ANSWERS} AND {IN_YEAR}"
    yield "decisions", set(_decisions(told)), "SELECT case_id, kind, occurred_on, chosen FROM {decision}"
    mothers = [(r["CHILD"], r["MC_DOB"]) for r in told["header"] if r["MOTHER"] == "1"]
    yield "own children", set(mothers), "SELECT case_id, born_on FROM {person} WHERE role = 'child of the child'"
    yield "motherhood", set(mothers), "SELECT case_id, occurred_on FROM {relationship} WHERE kind = 'own child'"
    who = {(r["CHILD"], SEX[r["SEX"]], r["DOB"], r["ETHNIC"]) for r in told["header"]}
    yield "children", who, "SELECT case_id, sex, born_on, ethnicity FROM {child}"


def _care(told: dict[str, Rows]) -> Iterator[Said]:
    episode = ["DECOM", "DEC", "RNE", "PLACE", "PLACE_PROVIDER", "URN", "REC", "REASON_PLACE_CHANGE"]
    yield (
        "placements",
        {(*e, r["LS"] in ("V3", "V4")) for r in told["episodes"] for e in picked([r], "CHILD", *episode)},
        f"""SELECT case_id, occurred_on, ended_on, change, placement_type, provider, setting_id, end_reason, change_reason, short_break
        FROM {{placement}} WHERE {TOUCHES}""",
    )
    yield (
        "legal statuses",
        picked(told["episodes"], "CHILD", "DECOM", "DEC", "LS", "CIN"),
        f"SELECT case_id, occurred_on, ended_on, legal_status, category_of_need FROM {{legal}} WHERE {TOUCHES}",
    )
    yield (
        "reviews",
        {(*r, "looked after review") for r in picked(told["reviews"], "CHILD", "REVIEW", "REVIEW_CODE")},
        f"SELECT case_id, occurred_on, participation, kind FROM {{review}} WHERE {IN_YEAR}",
    )
    away = codes.labels("MISSING")
    yield (
        "missing spells",
        {(*r[:3], away[r[3]]) for r in picked(told["missing"], "CHILD", "MIS_START", "MIS_END", "MISSING")},
        f"SELECT case_id, occurred_on, ended_on, kind FROM {{missing}} WHERE {TOUCHES}",
    )
    if "sw_episodes" in told:
        yield (
            "workers",
            set(_workers(told["sw_episodes"])),
            f"SELECT case_id, worker_id, occurred_on, ended_on, end_reason, role FROM {{involvement}} WHERE {TOUCHES}",
        )


def _workers(rows: Rows) -> Iterator[tuple]:
    why = codes.labels("SW_REASON")
    taken_over = {(r["CHILD"], r["SW_DECOM"]): why[r["SW_REASON"]] for r in rows if r.get("SW_REASON")}
    for r in rows:
        worker = entity_id("wk", r["SW_ID"])
        yield r["CHILD"], worker, r["SW_DECOM"], r["SW_DEC"], taken_over.get((r["CHILD"], r["SW_DEC"])), "social worker"


def _statuses(told: dict[str, Rows]) -> Iterator[Said]:
    asylum = "unaccompanied asylum-seeking child"
    yield "asylum", picked(told["uasc"], "CHILD", "DUC"), _status("case_id, ended_on", asylum, TOUCHES)
    ends = codes.labels("REASON_PLACED_CEASED")
    placed = picked(told["placed_for_adoption"], "CHILD", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    columns = "case_id, occurred_on, ended_on, end_reason"
    yield "placed for adoption", {(*r[:3], ends.get(r[3])) for r in placed}, _status(columns, "placed for adoption", TOUCHES)
    earlier = {(r["CHILD"], r["PREV_PERM"], *_vague(r["DATE_PERM"])) for r in told["previous_permanence"] if r["PREV_PERM"] != "Z1"}
    columns = "case_id, detail, occurred_on, occurred_precision"
    yield "earlier permanence", earlier, _status(columns, "earlier permanence", "true")
    spells = picked(told.get("dolo", []), "CHILD", "DOLO_START", "DOLO_END")
    yield "orders on liberty", spells, _status("case_id, occurred_on, ended_on", "deprivation of liberty order", TOUCHES)


def _vague(cell: date | str | None) -> tuple[date | None, str]:
    """The day of a cell, the first of those that it can be, and how exactly it is told."""
    if not isinstance(cell, str):
        return cell, "day" if cell else "unknown"
    unknown = cell.count("zz")
    day = None if unknown > 2 else date(int(cell[-4:]), 1 if unknown > 1 else int(cell[3:5]), 1)
    return day, {1: "month", 2: "year"}.get(unknown, "unknown")


def _status(columns: str, kind: str, when: str) -> str:
    return f"SELECT {columns} FROM {{status}} WHERE kind = '{kind}' AND {when}"


_ANSWERS = "SELECT case_id, kind, instrument, value, answer, missing_reason FROM {measure} WHERE true"


def _answers(told: dict[str, Rows]) -> Iterator[tuple]:
    for table in ("oc2", "oc3", "ad1"):
        for item in (i for i in items(table) if i.form != "day"):
            for row in told[table]:
                why = row.get("SDQ_REASON") if item.column == "SDQ_SCORE" else None
                if row.get(item.column) not in (None, "") or why:
                    yield row["CHILD"], item.kind, item.instrument, *_answer(item, row), codes.labels("SDQ_REASON").get(why or "")


def _answer(item: Item, row: dict[str, Any]) -> tuple[float | None, str | None]:
    said = row.get(item.column)
    if item.form == "number":
        return (None if said is None else float(said)), None
    return None, codes.labels("YESNO" if item.form == "yesno" else item.column)[str(said)]


def _decisions(told: dict[str, Rows]) -> Iterator[tuple]:
    for item in (i for i in items("ad1") if i.form == "day"):
        yield from ((r["CHILD"], item.kind, r[item.column], item.chosen) for r in told["ad1"] if r[item.column])
