"""The agencies that the scoring makes: one a cause in which every longer case drifts through it, and one in which none does."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record import open_record
from toolkit.record.sql import quoted, text
from toolkit.study.scoring.rules import held_out, rules

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

LISTS_OF_IDS = ("links", "cites")
_WHOLE = 1_000_000


def drifting(folder: Path, seed: int, cause: str, cases: int) -> Path:
    """Make an agency in which every case that lasts long enough drifts through one cause, and return its record."""
    return _made(folder / f"{seed}-{cause.replace(' ', '-')}", seed, cases, [cause], rules()["drift_share"], 0)


def steady(folder: Path, seed: int, cases: int) -> Path:
    """Make the agency without drift, some of whose cases change course for a recorded reason, and return its record."""
    return _made(folder / f"{seed}-steady", seed, cases, [], 0, rules()["change_share"])


def _made(to: Path, seed: int, cases: int, causes: list[str], drift_share: float, change_share: float) -> Path:
    from toolkit.synth import make_agency

    own = to.with_suffix(".csv")
    to.parent.mkdir(parents=True, exist_ok=True)
    with own.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "value"), ("drift_share", drift_share), ("change_share", change_share)])
    return make_agency(to, cases, seed, causes=causes, parameters=own)


def thinned(record: Path, to: Path, spans: pd.DataFrame, seed: int) -> Path:
    """Copy a record without a share of what happens in some cases after a day: the mechanism kept back.

    Things are left out whole, with all their versions, by a draw from their names; the same seed leaves out the same.

    Args:
        record: the folder of the record.
        to: the folder to make.
        spans: `case_id` and `start` (ISO text): from which day on in which case.
        seed: what the draw depends on.
    """
    shutil.copytree(record, to, ignore=shutil.ignore_patterns("truth"))
    with open_record(record).connect() as con:
        con.register("given_spans", spans[["case_id", "start"]])
        for line in held_out():
            out = to / f"{line['table']}.parquet"
            con.execute(f"COPY ({_without(line['table'], float(line['share']), seed)}) TO {text(out)} (FORMAT parquet)")
    return to


def together(parts: list[tuple[Path, pd.DataFrame]], to: Path) -> tuple[Path, pd.DataFrame]:
    """Put the cases of several agencies into one record, each under a name of its own, so that all can be asked at once.

    Args:
        parts: records, and the spans of some of their cases (a column `case_id`). What is of no case comes from the first.
        to: the folder to make.

    Returns:
        The record's folder, and all spans with the new names of their cases.
    """
    import duckdb
    import pandas as pd

    to.mkdir(parents=True)
    spans = [span.assign(case_id=f"{n}-" + span["case_id"]) for n, (_, span) in enumerate(parts)]
    with duckdb.connect() as con:
        for file in sorted(parts[0][0].glob("*.parquet")):
            of_cases = "case_id" in {row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {text(file)}").fetchall()}
            asked = [_renamed(con, record / file.name, f"{n}-") for n, (record, _) in enumerate(parts)] if of_cases else []
            every = " UNION ALL BY NAME ".join(asked) or f"SELECT * FROM {text(file)}"
            con.execute(f"COPY ({every}) TO {text(to / file.name)} (FORMAT parquet)")
    return to, pd.concat(spans, ignore_index=True)


def _renamed(con: duckdb.DuckDBPyConnection, file: Path, prefix: str) -> str:
    names = [row[0] for row in con.execute(f"DESCRIBE SELECT * FROM {text(file)}").fetchall()]
    return f"SELECT {', '.join(_named(name, prefix) for name in names)} FROM {text(file)}"


def _named(name: str, prefix: str) -> str:
    if name in LISTS_OF_IDS:
        return rf"regexp_replace({name}, '(\S+)', '{prefix}\1', 'g') AS {name}"
    return f"'{prefix}' || {quoted(name)} AS {name}" if name.endswith("_id") else quoted(name)


def _without(table: str, share: float, seed: int) -> str:
    return f"""
        SELECT t.* FROM {quoted(table)} t
        ANTI JOIN (SELECT x.case_id, x.entity_id FROM {quoted(table)} x JOIN given_spans g USING (case_id)
                   WHERE coalesce(x.occurred_on, CAST(x.recorded_at AS DATE)) > CAST(g.start AS DATE)
                     AND hash(x.entity_id || '|{seed}') % {_WHOLE} < {int(share * _WHOLE)}) gone USING (case_id, entity_id)
        ORDER BY t.case_id, t.statement_id"""
