"""A record written as an SSDA903 return: one CSV file a table, in the codes of the collection year."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from toolkit.record import codes
from toolkit.sources.ssda903.layout import layouts
from toolkit.synth.forms.ssda903_around import (
    LIBERTY_FROM,
    adopted,
    coded,
    earlier_permanence,
    health,
    leavers,
    liberty,
    own_children,
    placed_for_adoption,
)
from toolkit.synth.forms.standing import Row, Standing, past, year_end, year_start

WORKERS_FROM = 2024
_SHORT_BREAK = {"LS": "V3", "CIN": "N2"}
_TEMPORARY = "T"
_FIRST_OF_SUPPORTED = 2025  # semi-independent living (H5) became supported accommodation (K3)
_SEX = {"male": ("1", "M"), "female": ("2", "F"), "unknown": ("", "U")}
_DAY = "%d/%m/%Y"


def write_return(record: str | Path, folder: Path, year: int, taken_on: date) -> dict[str, list[Row]]:
    """Write the return for the year that ends on 31 March, as the record stood on the day taken on; return its rows by table.

    Every table of the collection year is written, with no rows where the record has nothing for it; `data/synth/forms.csv` says
    what a return cannot carry of a record, which of its columns stay empty, and why.
    """
    tables = returned(record, year, taken_on)
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        _csv(folder / f"{name}.csv", [f.name for f in layouts()[name].fields], rows)
    return tables


def returned(record: str | Path, year: int, taken_on: date) -> dict[str, list[Row]]:
    """Return the rows of a return by table, with the return's own columns; days are dates."""
    standing, span = Standing(record, taken_on), (year_start(year), year_end(year))
    tables = {
        "episodes": _episodes(standing, year, span),
        "reviews": _reviews(standing, span),
        "missing": _missing(standing, span),
        "uasc": _asylum(standing, span),
        "oc3": leavers(standing, span, year),
    }
    listed = {r["CHILD"] for rows in tables.values() for r in rows}
    around = {
        "oc2": health(standing, span, year),
        "ad1": adopted(standing, span, year),
        "placed_for_adoption": placed_for_adoption(standing, span),
        "previous_permanence": earlier_permanence(standing, span),
    }
    around |= {"sw_episodes": _workers(standing, span, year)} if year >= WORKERS_FROM else {}
    around |= {"dolo": liberty(standing, span)} if year >= LIBERTY_FROM else {}
    tables |= {name: [r for r in rows if r["CHILD"] in listed] for name, rows in around.items()}
    head = _header(standing, year, span, listed)
    born = {r["CHILD"]: r for r in head}
    tables = {name: [r for r in rows if r["CHILD"] in born] for name, rows in tables.items()}  # a return lists whom it speaks of
    for rows in tables.values():
        for row in rows:
            row.setdefault("DOB", born[row["CHILD"]]["DOB"])
            row.setdefault("SEX", born[row["CHILD"]]["SEX"])
    return {"header": head, **tables}


def _header(standing: Standing, year: int, span: tuple[date, date], listed: set[str]) -> list[Row]:
    rows, mothers = standing.rows("SELECT case_id, sex, born_on, ethnicity FROM {child} ORDER BY 1"), own_children(standing, span)
    place = int(year >= _FIRST_OF_SUPPORTED)  # the letters came with the same collection
    return [
        {
            "CHILD": r["case_id"],
            "SEX": _SEX.get(r["sex"], _SEX["unknown"])[place],
            "DOB": r["born_on"],
            "ETHNIC": r["ethnicity"],
            "MOTHER": str(int(r["case_id"] in mothers)),
            "MC_DOB": mothers.get(r["case_id"]),
        }
        for r in rows
        if r["case_id"] in listed
    ]


def _episodes(standing: Standing, year: int, span: tuple[date, date]) -> list[Row]:
    rows = standing.rows(
        """
        SELECT p.*, l.legal_status, l.category_of_need FROM {placement} AS p LEFT JOIN LATERAL (
            SELECT legal_status, category_of_need FROM {legal} AS l WHERE l.case_id = p.case_id
            ORDER BY (l.occurred_on <= p.occurred_on) DESC, abs(date_diff('day', l.occurred_on, p.occurred_on)), l.entity_id
            LIMIT 1) AS l ON true
        WHERE p.occurred_on <= $2 AND (p.ended_on IS NULL OR p.ended_on > $1) ORDER BY p.case_id, p.occurred_on""",
        span,
    )
    return [_episode(r, year, span[1]) for r in rows]


def _episode(row: Row, year: int, last: date) -> Row:
    ended = past(row["ended_on"], last)
    place = row["placement_type"]
    return {
        "CHILD": row["case_id"],
        "DECOM": row["occurred_on"],
        "RNE": row["change"],
        "LS": _SHORT_BREAK["LS"] if row["short_break"] else row["legal_status"],
        "CIN": _SHORT_BREAK["CIN"] if row["short_break"] else row["category_of_need"],
        "PLACE": "K3" if place == "H5" and year >= _FIRST_OF_SUPPORTED else place,
        "PLACE_PROVIDER": None if (place or "").startswith(_TEMPORARY) else row["provider"],
        "DEC": ended,
        "REC": row["end_reason"] if ended else None,
        "REASON_PLACE_CHANGE": row["change_reason"] if ended else None,
        "URN": row["setting_id"],
    }


def _reviews(standing: Standing, span: tuple[date, date]) -> list[Row]:
    return standing.rows(
        """SELECT case_id AS CHILD, occurred_on AS REVIEW, participation AS REVIEW_CODE FROM {review}
        WHERE kind = 'looked after review' AND participation IS NOT NULL AND occurred_on BETWEEN $1 AND $2 ORDER BY ALL""",
        span,
    )


def _missing(standing: Standing, span: tuple[date, date]) -> list[Row]:
    rows = standing.rows(
        """SELECT DISTINCT case_id AS CHILD, occurred_on AS MIS_START, ended_on AS MIS_END, kind FROM {missing} AS m
        WHERE occurred_on <= $2 AND (ended_on IS NULL OR ended_on > $1) AND EXISTS (FROM {placement} AS p
            WHERE p.case_id = m.case_id AND p.occurred_on <= m.occurred_on AND coalesce(p.ended_on, $2) >= m.occurred_on)
        ORDER BY ALL""",
        span,
    )
    named = {label: code for code, label in codes.labels("MISSING").items()}
    return [{**r, "MIS_END": past(r["MIS_END"], span[1]), "MISSING": named.get(r["kind"])} for r in rows]


def _asylum(standing: Standing, span: tuple[date, date]) -> list[Row]:
    rows = standing.rows(
        """SELECT case_id AS CHILD, ended_on AS DUC FROM {status} WHERE kind = 'unaccompanied asylum-seeking child'
        AND occurred_on <= $2 AND (ended_on IS NULL OR ended_on > $1) ORDER BY ALL""",
        span,
    )
    return [{**r, "DUC": past(r["DUC"], span[1])} for r in rows]


def _workers(standing: Standing, span: tuple[date, date], year: int) -> list[Row]:
    """The workers' spells; why one ended is asked on the row of the worker who took over on that day."""
    rows = standing.rows(
        """SELECT i.case_id AS CHILD, i.worker_id AS SW_ID, i.occurred_on AS SW_DECOM, i.ended_on AS SW_DEC,
            any_value(e.end_reason) AS why
        FROM {involvement} AS i LEFT JOIN {involvement} AS e
            ON e.case_id = i.case_id AND e.role = i.role AND e.ended_on = i.occurred_on AND e.entity_id <> i.entity_id
        WHERE i.role = 'social worker' AND i.occurred_on <= $2 AND (i.ended_on IS NULL OR i.ended_on > $1)
        GROUP BY ALL ORDER BY ALL""",
        span,
    )
    return [{**r, "SW_DEC": past(r["SW_DEC"], span[1]), "SW_REASON": coded("SW_REASON", r.pop("why"), year)} for r in rows]


def _csv(file: Path, columns: list[str], rows: list[Row]) -> None:
    with file.open("w", newline="", encoding="utf-8") as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(row.get(c)) for c in columns] for row in rows)


def _cell(value: object) -> str:
    return value.strftime(_DAY) if isinstance(value, date) else "" if value is None else str(value)
