"""What a record says of its own making: what was revised, how, and how late things were written down.

Lags are described, not estimated: what has not been recorded yet is not in the data, so late entries are still to come and the
last months look quicker than they were. Where record times are known only between two extracts, both bounds are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.record.beside import whole
from toolkit.record.schema import BY_NAME, STATEMENT_TABLES, WITHDRAWALS, Table

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.record.open import Record

_OF_RECORDING = {
    "statement_id",
    "entity_id",
    "case_id",
    "recorded_at",
    "recorded_by",
    "withdrawn_at",
    "withdrawn_by",
    "withdrawn_reason",
    "basis",
    "source",
}
COUNTS = ("things", "statements", "revised", "withdrawn", *WITHDRAWALS, "planned", "undated", "reconstructed", "timed")
SPIKE_SHARE, SPIKE_LEAST = 0.25, 50
_NAMED, _THIN = 3, 10


@dataclass(frozen=True)
class Revisions:
    """What was revised and how late things were written down.

    Attributes:
        tables: one row a table: `table`, the counts of :data:`COUNTS`, and the day on which most statements were recorded
            (`busiest_on`, `on_busiest`).
        columns: one row a table and column with a change from one version of a thing to the next: `table`, `column`,
            `filled_in` (empty before), `changed`, `emptied`.
        lags: one row a table and band: `table`, `within_days`, `band`, `at_most` and `at_least`: how many things of those
            `timed` were on record within it, if each was recorded at the earliest, and at the latest, that it can have been.
    """

    tables: pd.DataFrame
    columns: pd.DataFrame
    lags: pd.DataFrame

    def text(self) -> str:
        """Return it in words for a terminal."""
        if self.tables.empty:
            return "The record has no statements, so nothing was revised or written down late."
        lines = ["What was revised, table by table (a thing with more than one version, or withdrawn):"]
        lines += [_told(row, self.columns[self.columns["table"] == row["table"]]) for row in self.tables.to_dict("records")]
        lines += ["", "How late things were written down, counted from the day on which they happened:"]
        lines += [_lag_told(name, rows) for name, rows in self.lags.groupby("table", sort=False)]
        lines += ["", "What has not been recorded yet is not counted: the last months look quicker than they were."]
        return "\n".join(lines)


def revisions(record: Record) -> Revisions:
    """Return what was revised in a record, and how late things were written down.

    A thing is revised where a later version says something else. An end that is added to an open spell counts as
    `filled_in`, as any cell that was empty before. Lags are of first versions that state a past day, without those whose record
    time was itself made from that day (`reconstructed`).

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> found = revisions(open_record(paths.sample_record()))
    >>> bool((found.tables["revised"] <= found.tables["things"]).all())
    True
    """
    import pandas as pd

    con = record.connect()
    try:
        names = [name for name in STATEMENT_TABLES if record.has(name)]
        counted = [_counted(con, name) for name in names]
        changed = [row for name in names for row in _changed(con, BY_NAME[name])]
        lags = [row for name in names for row in _lags(con, name)]
    finally:
        con.close()
    return Revisions(
        pd.DataFrame([r for r in counted if r["statements"]], columns=["table", *COUNTS, "busiest_on", "on_busiest"]),
        pd.DataFrame(changed, columns=["table", "column", "filled_in", "changed", "emptied"]),
        pd.DataFrame(lags, columns=["table", "within_days", "band", "at_most", "at_least", "timed"]),
    )


def write(found: Revisions, to: str | Path) -> Path:
    """Write the three tables as CSV into a new folder, whole or not at all.

    Raises:
        CaseReviewError: the folder is there already.
    """
    target = Path(to)
    with whole(target) as made:
        for name in ("tables", "columns", "lags"):
            getattr(found, name).to_csv(made / f"{name}.csv", index=False, lineterminator="\n")
    return target


@cache
def _bands() -> tuple[tuple[int, str], ...]:
    return tuple((int(row["days"]), row["label"]) for row in paths.rows("record", "lag_bands"))


_FIRST = """
    SELECT * FROM "{table}" WHERE entity_id IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY recorded_at, statement_id) = 1"""
_TIMED = "occurred_on IS NOT NULL AND basis <> 'reconstructed' AND occurred_on <= CAST(recorded_at AS DATE)"


def _counted(con: duckdb.DuckDBPyConnection, table: str) -> dict[str, object]:
    reasons = ", ".join(f"count(*) FILTER (withdrawn_at IS NOT NULL AND withdrawn_reason = '{r}') AS \"{r}\"" for r in WITHDRAWALS)
    query = f"""
        WITH first AS ({_FIRST.format(table=table)}),
        day AS (SELECT CAST(recorded_at AS DATE) AS busiest_on, count(*) AS on_busiest FROM "{table}"
                WHERE basis <> 'reconstructed' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1)
        SELECT '{table}' AS "table", count(DISTINCT entity_id) AS things, count(*) AS statements,
            (SELECT count(*) FROM (SELECT 1 FROM "{table}" GROUP BY entity_id HAVING count(*) > 1)) AS revised,
            count(*) FILTER (withdrawn_at IS NOT NULL) AS withdrawn, {reasons},
            (SELECT count(*) FROM first WHERE occurred_on > CAST(recorded_at AS DATE)) AS planned,
            (SELECT count(*) FROM first WHERE occurred_on IS NULL) AS undated,
            (SELECT count(*) FROM first WHERE occurred_on IS NOT NULL AND basis = 'reconstructed') AS reconstructed,
            (SELECT count(*) FROM first WHERE {_TIMED}) AS timed,
            (SELECT busiest_on FROM day) AS busiest_on, coalesce((SELECT on_busiest FROM day), 0) AS on_busiest
        FROM "{table}" """
    answer = con.execute(query)
    return dict(zip([c[0] for c in answer.description or ()], answer.fetchall()[0], strict=True))


def _changed(con: duckdb.DuckDBPyConnection, table: Table) -> list[tuple[object, ...]]:
    names = [c.name for c in table.columns if c.name not in _OF_RECORDING]
    before = ", ".join(f'lag("{c}") OVER w AS "was {c}"' for c in names)
    counts = ", ".join(
        f'count(*) FILTER ("was {c}" IS NULL AND "{c}" IS NOT NULL), '
        f'count(*) FILTER ("was {c}" IS NOT NULL AND "{c}" IS NOT NULL AND "was {c}" <> "{c}"), '
        f'count(*) FILTER ("was {c}" IS NOT NULL AND "{c}" IS NULL)'
        for c in names
    )
    found = con.execute(f"""
        SELECT {counts} FROM (SELECT *, lag(statement_id) OVER w AS was, {before} FROM "{table.name}"
        WINDOW w AS (PARTITION BY entity_id ORDER BY recorded_at, statement_id)) WHERE was IS NOT NULL""").fetchall()[0]
    kinds = zip(found[::3], found[1::3], found[2::3], strict=True)
    return [(table.name, name, *counts) for name, counts in zip(names, kinds, strict=True) if any(counts)]


def _lags(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple[object, ...]]:
    counts = ", ".join(
        f"count(*) FILTER (CAST(recorded_at AS DATE) - occurred_on <= {days}), "
        f"count(*) FILTER (CAST(coalesce(recorded_by, recorded_at) AS DATE) - occurred_on <= {days})"
        for days, _ in _bands()
    )
    found = con.execute(f"SELECT {counts}, count(*) FROM ({_FIRST.format(table=table)}) WHERE {_TIMED}").fetchall()[0]
    if not found[-1]:
        return []
    return [(table, days, band, found[2 * i], found[2 * i + 1], found[-1]) for i, (days, band) in enumerate(_bands())]


def _told(row: dict, columns: pd.DataFrame) -> str:
    reasons = ", ".join(f"{reason} {row[reason]:,}" for reason in WITHDRAWALS if row[reason])
    line = f"  {row['table']}: {row['things']:,} things, {row['statements']:,} statements; {row['revised']:,} revised"
    line += f"; {row['withdrawn']:,} withdrawn ({reasons or 'no reason kept'})" if row["withdrawn"] else ""
    most = columns[columns["changed"] > 0].sort_values(["changed", "column"], ascending=[False, True]).head(_NAMED)
    if len(most):
        line += "\n    said otherwise later: " + ", ".join(f"{c['column']} {c['changed']:,}" for c in most.to_dict("records"))
    if row["on_busiest"] >= max(SPIKE_LEAST, SPIKE_SHARE * row["statements"]):
        line += (
            f"\n    {row['on_busiest']:,} of them were recorded on {row['busiest_on']:%d/%m/%Y}: a migration or a batch, "
            "so their record times may not be those of the entries"
        )
    return line


def _lag_told(table: str, rows: pd.DataFrame) -> str:
    parts, timed = [], rows["timed"].iloc[0]
    if timed < _THIN:
        return f"  {table} ({timed}): too few for shares"
    for row in rows.to_dict("records"):
        least, most = (f"{row[end] / row['timed']:.0%}" for end in ("at_least", "at_most"))
        parts.append(f"{row['band']} {least if least == most else f'{least} to {most}'}")
    return f"  {table} ({timed:,}): " + ", ".join(parts)
