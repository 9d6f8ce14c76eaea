"""Importing CIN censuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.sources.cin.header import census_of
from toolkit.sources.cin.reading import RECORD, Memory, read_census
from toolkit.sources.series import ImportReport
from toolkit.sources.xmlimport import Kind, import_files

if TYPE_CHECKING:
    from toolkit.sources.pseudonyms import Pseudonyms

CIN = Kind("CIN census", "cin", RECORD, census_of, read_census, Memory)


def import_cin(
    paths: Sequence[str | Path],
    to: str | Path,
    taken_on: Sequence[str | date] = (),
    accept_faults: bool = False,
    replace: bool = False,
    pseudonyms: Pseudonyms | None = None,
) -> ImportReport:
    """Make one record with history from CIN census files (XML), one a collection year or more, in any order.

    What a census shows stood in the record at the earliest after the cut of the census before it, at the latest at its own
    cut. A referral is known by the child's number and its day. An adoption (reason for closure RC1) ends an identity: what
    comes after it under the same number is another case.

    Args:
        paths: the files, or folders of them.
        to: the record folder to make; `import_report.csv` and `rejected.csv` are written into it.
        taken_on: the day on which each file was made, one a file; without it, the day in its header, else 31 March.
        accept_faults: go on though more blocks are faulty than the limit allows, or elements seem to be renamed.
        replace: replace a record that is there already.
        pseudonyms: replace every identifier, if given.

    Returns:
        The report: `text()` for the terminal, `rows` with the columns extract, taken_on, table, count, why, rows.

    Raises:
        CaseReviewError: for damaged files, faulty headers, too many faults, or a folder that exists; nothing is written.

    >>> import_cin([], "record")
    Traceback (most recent call last):
        ...
    toolkit.errors.CaseReviewError: There is no CIN census file to import
    Name at least one XML file.
    """
    return import_files(CIN, paths, to, taken_on, accept_faults, replace, pseudonyms)
