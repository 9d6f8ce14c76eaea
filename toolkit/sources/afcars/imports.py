"""Importing AFCARS 2020 files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.sources.afcars.header import period_of
from toolkit.sources.afcars.reading import RECORD, Memory, read_file
from toolkit.sources.series import ImportReport
from toolkit.sources.xmlimport import Kind, import_files

if TYPE_CHECKING:
    from toolkit.sources.pseudonyms import Pseudonyms

AFCARS = Kind("AFCARS 2020", "afcars", RECORD, period_of, read_file, Memory)


def import_afcars(
    paths: Sequence[str | Path],
    to: str | Path,
    taken_on: Sequence[str | date] = (),
    accept_faults: bool = False,
    replace: bool = False,
    pseudonyms: Pseudonyms | None = None,
) -> ImportReport:
    """Make one record with history from AFCARS 2020 out-of-home care files (XML), one a report period, in any order.

    Each file tells the whole history of every child in it, as it was known when the file was taken. Removals and exits stand
    from their transaction dates (E70, E154); where nearly all of these equal the day itself, they tell nothing and the report
    says so. An adoption ends an identity: what comes after it under the same number is another case.

    Args:
        paths: the files, or folders of them.
        to: the record folder to make; `import_report.csv` and `rejected.csv` are written into it.
        taken_on: the day on which each file was made, one a file; without it, the last day of its report period.
        accept_faults: go on though more blocks are faulty than the limit allows, or elements seem to be renamed.
        replace: replace a record that is there already.
        pseudonyms: replace every identifier, if given.

    Returns:
        The report: `text()` for the terminal, `rows` with the columns extract, taken_on, table, count, why, rows.

    Raises:
        CaseReviewError: for damaged files, faulty heads, too many faults, or a folder that exists; nothing is written.

    >>> import_afcars([], "record")
    Traceback (most recent call last):
        ...
    toolkit.errors.CaseReviewError: There is no AFCARS 2020 file to import
    Name at least one XML file.
    """
    return import_files(AFCARS, paths, to, taken_on, accept_faults, replace, pseudonyms)
