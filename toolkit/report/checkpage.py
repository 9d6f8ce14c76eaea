"""What a check of a record found, as one page and one CSV file: counts, places and what to do, and nothing of any case."""

from __future__ import annotations

import csv
import io
from itertools import groupby
from pathlib import Path

from toolkit.errors import CaseReviewError
from toolkit.record import checktold
from toolkit.record.finding import Checked, Finding
from toolkit.report import markup, stage
from toolkit.report.markup import Column
from toolkit.report.page import render

PAGE, TABLE = "check.html", "check.csv"
_TITLE = "What the check found"
_LEDE = "Each problem with its count, its first places and what to do. Places are opaque ids, or rows of files; no text of a case."
_COLUMNS = (Column("Table and column"), Column("Rows", number=True), Column("First places"), Column("By collection year"))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_check(checked: Checked, to: str | Path) -> Path:
    """Write `check.html` and `check.csv` into a new folder, whole or not at all.

    Args:
        checked: what `toolkit.record.check.check_record` returned.
        to: the folder to make.

    Returns:
        The folder.

    Raises:
        CaseReviewError: the folder exists already, or cannot be written.

    >>> import tempfile
    >>> made = write_check(Checked(ran=3), Path(tempfile.mkdtemp()) / "found")
    >>> sorted(file.name for file in made.iterdir())
    ['check.csv', 'check.html']
    """
    target = Path(to)
    if target.exists():
        raise CaseReviewError(f"{target} exists already", todo="Name another folder.")
    try:
        with stage.staging(target.parent) as folder:
            (folder / PAGE).write_text(page(checked), encoding="utf-8")
            (folder / TABLE).write_text(as_csv(checked), encoding="utf-8", newline="")
            stage.publish(folder, target)
    except FileExistsError:
        raise CaseReviewError(f"{target} exists already", todo="Name another folder.") from None
    except OSError as error:
        raise CaseReviewError(f"{target} cannot be written ({error.strerror})", todo="Name another folder.") from None
    return target


def page(checked: Checked) -> str:
    """Return the page: no script, nothing fetched, every text escaped.

    >>> "<script" in page(Checked(ran=3))
    False
    """
    counts = checked.counts()
    return render(
        "check.html.j2",
        title=_TITLE,
        heading=_TITLE,
        lede=_LEDE,
        closing=checktold.closing(checked),
        counts="; ".join(f"{checktold.HEADINGS[s].lower()}: {n:,}" for s, n in counts.items()) + ".",
        nothing="" if checked.findings else checktold.NOTHING,
        parts=[_part(severity, list(found)) for severity, found in groupby(checked.findings, key=lambda f: f.severity)],
        reasons=_reasons(checked),
    )


def as_csv(checked: Checked) -> str:
    """Return the rows of the CSV file as text; a cell that a spreadsheet would take for a formula begins with an apostrophe.

    >>> as_csv(Checked()).splitlines()
    ['severity,rule,words,table,column,count,years,place,origin,todo']
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, list[str](checktold.COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in row.items()} for row in checktold.rows(checked))
    return text.getvalue()


def _safe(value: object) -> object:
    said = markup.plain(value)
    return f"'{said}" if said.startswith(_FORMULA) else said


def _part(severity: str, findings: list[Finding]) -> dict[str, object]:
    problems = [
        {"words": words, "todo": todo, "table": _table(words, list(same))}
        for (words, todo), same in groupby(findings, key=lambda f: (f.words, f.todo))
    ]
    return {"heading": checktold.HEADINGS[severity], "problems": problems}


def _table(words: str, findings: list[Finding]) -> str:
    rows = [[f.where(), f"{f.count:,}", _first(f), ", ".join(f"{year}: {n:,}" for year, n in f.years)] for f in findings]
    return markup.table(f"Where: {words}", _COLUMNS, rows)


def _first(finding: Finding) -> str:
    more = f", and {finding.count - len(finding.first):,} more" if finding.first and len(finding.first) < finding.count else ""
    return ", ".join(finding.places()) + more


def _reasons(checked: Checked) -> str:
    rows = [[why, f"{len(names):,}", ", ".join(names)] for why, names in checktold.why_not(checked)]
    columns = (Column("Why"), Column("Rules", number=True), Column("Which"))
    return markup.table("Rules that did not run, or not for every table, and why", columns, rows) if rows else ""
