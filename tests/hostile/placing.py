"""A record of thirteen cases in which every text that may be free is one of a given list; in the first, each stands somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.record.schema import BY_NAME, STATEMENT_TABLES, TEXT, Column, Table
from toolkit.record.write import complete, write_record

Row = dict[str, Any]
CASES = 13
LAST_DAY = "2025-06-30"
DECIDED = ("2023-09-04", "2023-11-20", "2024-01-15", "2024-03-04", "2024-05-20")
LATE = pd.Timestamp("2025-02-01 09:00")  # after the last decision: what is written then belongs to what came later
_LINKS = ("cites", "links", "about_id", "decision_id", "goal_id", "need_id", "person_id")
_OWN = ("statement_id", "entity_id", "case_id")
_FIXED = {"placement_type": "U4", "legal_status": "C2", "change": "S", "start_reason": "referred"}


@dataclass(frozen=True)
class Placed:
    """A record on disk, its first case, and the texts of its case ids in the order of the cases."""

    folder: Path
    cases: list[str]

    @property
    def first(self) -> str:
        return self.cases[0]


class Texts:
    """Hands out the texts in turn, each place the next one."""

    def __init__(self, texts: list[str]) -> None:
        self.texts, self.given = texts, 0

    def next(self) -> str:
        self.given += 1
        return self.texts[self.given % len(self.texts)]


def place(to: Path, texts: list[str], names: list[str]) -> Placed:
    """Write the record.

    Args:
        to: the folder to make.
        texts: what stands in every free text, in turn.
        names: texts of which identifiers are made; each is used once, so there must be enough.
    """
    turn, own = Texts(texts), iter(names)
    cases = [next(own) for _ in range(CASES)]
    rows: dict[str, list[Row]] = {name: [] for name in STATEMENT_TABLES}
    for n, case in enumerate(cases):
        for table in (BY_NAME[name] for name in STATEMENT_TABLES):
            rows[table.name] += [_row(table, case, f"{table.name}-{n}-{k}", day, turn) for k, day in enumerate(_days(table.name))]
    rows["information"] += [_row(BY_NAME["information"], cases[0], f"info-{k}", day, turn) for k, day in _one_for_each(texts)]
    rows["decision"] += [
        row | {"recorded_at": LATE, "reason": turn.next(), "chosen": turn.next()}
        for row in rows["decision"]
        if row["case_id"] == cases[0]
    ]
    _renamed(rows["information"], own)
    tables = {name: complete(name, pd.DataFrame(found)) for name, found in rows.items()}
    tables["ledger"] = complete("ledger", pd.DataFrame(list(_ledger(tables["information"], cases[0], turn))))
    tables["coverage"] = complete("coverage", pd.DataFrame(list(_coverage(turn))))
    return Placed(write_record(to, tables), cases)


def _days(table: str) -> tuple[str, ...]:
    return DECIDED if table == "decision" else ("2023-08-01",) if BY_NAME[table].spell else ("2023-08-01", "2024-04-10")


def _one_for_each(texts: list[str]) -> Iterator[tuple[int, str]]:
    """One note for each text; every fifth reached the record only after the last decision."""
    for k in range(len(texts)):
        yield k, f"2024-0{1 + k % 4}-{1 + k % 28:02}"


def _row(table: Table, case: str, thing: str, day: str, turn: Texts) -> Row:
    at = pd.Timestamp(day)
    late = thing.startswith("info-") and int(thing[5:]) % 5 == 0
    row = {c.name: turn.next() for c in table.columns if c.type == TEXT and c.name not in _OWN + _LINKS and not _chosen(c)}
    row |= {c.name: _FIXED[c.name] for c in table.columns if c.name in _FIXED}
    row |= {"entity_id": thing, "case_id": case, "occurred_on": at, "recorded_at": LATE if late else at + pd.Timedelta(hours=10)}
    if table.name == "decision":
        row["decided_at"] = at + pd.Timedelta(hours=9)
    if table.name == "status":
        row["kind"] = "looked after"
    return row


def _chosen(column: Column) -> bool:
    """Whether the column takes one of a few values, and so is left empty here; but a text is a text wherever it may stand."""
    return bool(column.values) and column.name not in ("detail", "kind", "outcome")


def _renamed(rows: list[Row], names: Iterator[str]) -> None:
    """Ids of things too; without blanks, which part the ids of a list."""
    for row, name in zip(rows, names, strict=False):
        row["entity_id"] = f"{'_'.join(name.split())}-{row['entity_id']}"


def _ledger(information: pd.DataFrame, case: str, turn: Texts) -> Iterator[Row]:
    clocks = ["occurred_on", "recorded_at"]  # by their times, as what they say differs: the same entries in both records
    own = information[information["case_id"] == case].sort_values(clocks).drop_duplicates(clocks)
    for k, statement in enumerate(own["statement_id"].head(60)):
        known = pd.Timestamp("2024-01-02") + pd.Timedelta(days=k)
        kind = ("worker", "school", "police", "team")[k % 4]
        yield {"statement_id": statement, "case_id": case, "holder": turn.next(), "holder_kind": kind, "known_from": known,
               "recorded_at": known, "evidence": "contemporaneous", "document": turn.next()}  # fmt: skip


def _coverage(turn: Texts) -> Iterator[Row]:
    for name in (*STATEMENT_TABLES, "ledger", turn.next()):
        yield {"table_name": name, "covered_from": pd.Timestamp("2020-01-01"), "covered_to": pd.Timestamp(LAST_DAY),
               "recorded_at": pd.Timestamp("2020-01-01"), "source": turn.next()}  # fmt: skip
