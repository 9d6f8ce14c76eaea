"""Where the files that travel with the package are: in a checkout beside it, in an installed wheel inside it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_SHIPPED = PACKAGE / "_shipped"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else PACKAGE.parent


def data() -> Path:
    """Return the folder of standards, code lists and the sample record."""
    return _ROOT / "data"


@cache
def rows(folder: str, name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table among the data files, `data/FOLDER/NAME.csv`, in the file's order, each cell as text.

    >>> [row["name"] for row in rows("contrast", "limits")][0]
    'reference_class_least'
    """
    with (data() / folder / f"{name}.csv").open(newline="", encoding="utf-8") as text:
        return tuple(csv.DictReader(text))


def notebooks() -> Path:
    """Return the folder of the notebooks that `casereview run` offers."""
    return _ROOT / "notebooks"


def sample_record() -> Path:
    """Return the record of the made-up agency that the demonstration uses."""
    return data() / "sample"
