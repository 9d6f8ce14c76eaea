"""The slips of a room, typed into a sheet: read and checked, everything wrong at once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, nearest
from toolkit.review.workshop.arms import letters, seats
from toolkit.review.workshop.rules import rows

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.workshop.plan import Workshop

COLUMNS = ("decision", "seat", "card", "grade", "chance")
_TODO = "Mend the sheet and run again; the report's table `slips` is an empty one."
_LARGEST = 1_000_000


def sheet(workshop: Workshop) -> pd.DataFrame:
    """Return the empty sheet that slips are typed into: `decision`, `seat`, `card`, and empty `grade` and `chance`."""
    import pandas as pd

    drawn = seats(workshop.people, workshop.seed)
    parts = [drawn.assign(decision=n) for n in workshop.rounds]
    blank = pd.concat(parts, ignore_index=True).assign(grade="", chance="")
    return blank[list(COLUMNS)]


def read_slips(path: str | Path, workshop: Workshop) -> pd.DataFrame:
    """Read the slips of a room.

    Args:
        path: a CSV file with the columns of :data:`COLUMNS`; a slip that was not handed in or was taken out has both answers empty.
        workshop: the workshop with the same seed and seats.

    Returns:
        One row a slip: `decision` and `seat` (whole numbers), `arm` (`ending` or `no ending`), `grade` (1 to 4) and `chance`
        (0 to 100), empty where it was not answered.

    Raises:
        CaseReviewError: no such file, or everything that is wrong with its rows.
    """
    import pandas as pd

    given = _rows(Path(path))
    expected = {(str(r["decision"]), str(r["seat"])): r["card"] for r in sheet(workshop).to_dict("records")}
    found, problems = [], []
    for number, row in enumerate(given, 2):
        wrong = [f"row {number}: {what}" for what in _wrong(row, expected, [(r["decision"], r["seat"]) for r in found])]
        problems += wrong
        if not wrong:
            found.append(row)
    if problems:
        raise CaseReviewError("The slips cannot be taken", problems, _TODO)
    frame = pd.DataFrame(found, columns=list(COLUMNS), dtype="str")
    arms = [letters(workshop.seed, int(d))[card] for d, card in zip(frame["decision"], frame["card"], strict=True)]
    numbers = {name: pd.to_numeric(frame[name]).astype("Int64") for name in ("decision", "seat", "grade", "chance")}
    return frame.assign(arm=pd.array(arms, dtype="str"), **numbers)[["decision", "seat", "arm", "grade", "chance"]]


def _rows(file: Path) -> list[dict[str, str]]:
    try:
        if file.stat().st_size > _LARGEST:
            raise CaseReviewError("The slips cannot be read", ["the file is far larger than a room's slips"], _TODO)
        with file.open(newline="", encoding="utf-8-sig") as text:
            rows_ = [row for row in csv.reader(text) if any(cell.strip() for cell in row)]
    except OSError:
        raise CaseReviewError("The slips cannot be read", ["there is no such file"], _TODO) from None
    except (UnicodeDecodeError, csv.Error):
        raise CaseReviewError("The slips cannot be read", ["it is not a CSV file in UTF-8"], _TODO) from None
    heads = [cell.strip().lower() for cell in rows_[0]] if rows_ else []
    missing = [f"no column {name}{nearest(name, heads)}" for name in COLUMNS if name not in heads]
    if missing:
        raise CaseReviewError("The slips cannot be taken", missing, _TODO)
    padded = [[*row, *[""] * (len(heads) - len(row))] for row in rows_[1:]]
    return [{head: cell.strip() for head, cell in zip(heads, row, strict=False) if head in COLUMNS} for row in padded]


def _wrong(row: Mapping[str, str], expected: Mapping[tuple[str, str], str], before: list[tuple[str, str]]) -> list[str]:
    place = (row["decision"], row["seat"])
    if place not in expected:
        return ["there is no such decision and seat in this workshop; was it made with other seats?"]
    wrong = ["this seat stands twice for this decision"] if place in before else []
    if row["card"].upper() != expected[place]:
        wrong.append(f"by the seat list the card is {expected[place]}; if others were handed out, build the workshop again")
    return wrong + [text for item in rows("slip") if item["kind"] == "whole number" and (text := _out_of_range(row, item))]


def _out_of_range(row: Mapping[str, str], item: Mapping[str, str]) -> str:
    said, least, most = row[item["item"]], int(item["least"]), int(item["most"])
    fits = not said or (said.isascii() and said.isdigit() and len(said) < 5 and least <= int(said) <= most)
    return "" if fits else f"{item['item']} must be a whole number from {least} to {most}, or empty"
