"""A record written as an Annex A workbook: the lists of one day, with the roll-ups that the lists have."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from pathlib import Path

from toolkit.sources.snapshot.dates import months_before
from toolkit.sources.snapshot.layout import tables
from toolkit.synth.chance import years_between
from toolkit.synth.forms import annex_a_lists as ask
from toolkit.synth.forms.adoption import courses
from toolkit.synth.forms.annex_a_lists import CHILD
from toolkit.synth.forms.standing import Row, Standing

SOURCE = "annex_a"
_MONTHS, _MONTHS_OF_ADOPTION = 6, 12
_SEX = {"male": "a) Male", "female": "b) Female", "unknown": "c) Not stated/recorded (or unborn)"}
_MADE_ON = (2000, 1, 1, 0, 0, 0)
_PROPERTIES = "docProps/core.xml"
_ADOPTION = {
    "Date of Decision that Child Should be Placed for Adoption": "decided_on",
    "Date of Placement Order": "order_on",
    "Date of Matching Child and Prospective Adopters": "matched_on",
    "Date Placed for Adoption": "placed_on",
    "Date of Adoption Order": "adopted_on",
    "Date of Decision that Child Should No Longer be Placed for Adoption": "reversed_on",
    "Reason Why Child No Longer Placed for Adoption": "reversed_code",
    "Date the child was placed for fostering in FFA or concurrent planning placement": "fostering_on",
}
_SAVED = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*")


def write_workbook(record: str | Path, file: Path, taken_on: date) -> dict[str, list[Row]]:
    """Write all lists as they stood on a day (dates as dates of the workbook); return their rows by list.

    A list for which a record has nothing (list 11, of adopters, always) has its headings and no rows; `data/synth/forms.csv`
    says which columns stay empty, what the workbook cannot carry of a record, and why.
    """
    from openpyxl import Workbook

    rows = returned(record, taken_on)
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, fields in tables(SOURCE).items():
        sheet = book.create_sheet(name.replace("_", " ").title())
        columns = [f.name for f in fields]
        sheet.append(columns)
        for row in rows.get(name, ()):
            sheet.append([row.get(c) for c in columns])
    held = io.BytesIO()
    book.save(held)
    _same_bytes(held, file, taken_on)
    return rows


def returned(record: str | Path, taken_on: date) -> dict[str, list[Row]]:
    """Return the rows of each list, with the list's own columns; days are dates."""
    standing = Standing(record, taken_on)
    span = (months_before(taken_on, _MONTHS), taken_on)
    who = {r["case_id"]: r for r in standing.rows("SELECT case_id, sex, born_on, ethnicity, disability FROM {child}")}
    workers = _workers(standing)
    lists = {name: standing.rows(sql, span) for name, sql in ask.LISTS.items()}
    lists["list_10"] = _adoptions(standing, taken_on)
    return {name: [_whole(r, who, workers, taken_on) for r in rows if r[CHILD] in who] for name, rows in lists.items()}


def _adoptions(standing: Standing, taken_on: date) -> list[Row]:
    """Children who are to be adopted, or for whom it ended within the list's months; entered care by the last period of care."""
    since = months_before(taken_on, _MONTHS_OF_ADOPTION)
    entered = {r["case_id"]: r["day"] for r in standing.rows(ask.ENTERED_CARE)}
    rows = []
    for course in courses(standing):
        ends = [day for day in (course["adopted_on"], course["reversed_on"]) if day]
        if course["decided_on"] and course["decided_on"] <= taken_on and not (ends and min(ends) < since):
            days = {heading: course[name] for heading, name in _ADOPTION.items()}
            rows.append({CHILD: course["case_id"], "Date the Child Entered Care": entered.get(course["case_id"]), **days})
    return rows


def _whole(row: Row, who: dict[str, Row], workers: dict[str, Row], taken_on: date) -> Row:
    child, worker = who[row[CHILD]], workers.get(row[CHILD], {})
    born = child["born_on"]
    given = {
        "Gender": _SEX.get(child["sex"], _SEX["unknown"]),
        "Ethnicity": child["ethnicity"],
        "Date of Birth": born,
        "Age of Child (Years)": years_between(born, taken_on) if born else None,
        "Does the Child have a Disability": _disability(child["disability"]),
        "Allocated Team": worker.get("team"),
        "Allocated Worker": worker.get("worker_id"),
    }
    return {**given, **row}


def _disability(code: str | None) -> str | None:
    return None if code is None else "No" if code in ("no", "NONE") else "Yes"


def _workers(standing: Standing) -> dict[str, Row]:
    rows = standing.rows(
        """SELECT case_id, arg_max(worker_id, occurred_on) AS worker_id, arg_max(team, occurred_on) AS team FROM {involvement}
        WHERE role = 'social worker' AND ended_on IS NULL GROUP BY 1"""
    )
    return {r["case_id"]: r for r in rows}


def _same_bytes(held: io.BytesIO, file: Path, taken_on: date) -> None:
    """A workbook carries the moment at which it was saved and packed: it says the day on which it was taken in its place."""
    saved = rb"\g<1>" + f"{taken_on.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(held) as packed, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            content = packed.read(name)
            if name == _PROPERTIES:
                content = _SAVED.sub(saved, content)
            again.writestr(zipfile.ZipInfo(name, _MADE_ON), content, zipfile.ZIP_DEFLATED)
