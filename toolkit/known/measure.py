"""Running indicators over the known tables: one row a view and indicator, with bounds for what is uncertain in time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.known.catalogue import DERIVED, Indicator, chosen
from toolkit.known.guard import refusals
from toolkit.known.tables import KnownTables, known_tables, words_of
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST
from toolkit.result import COLUMNS, ERROR, EVIDENCE_COLUMNS, INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

_GIVEN = ("numerator", "denominator", "missing", "value", "lower", "status", "reason")


def measure(
    record: Record, views: pd.DataFrame, indicators: list[str] | None = None,
    knowledge: str = EARLIEST, folder: str | Path | None = None,
) -> pd.DataFrame:
    """Measure indicators at views, from what stood in the record at each view and nothing else.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.
        indicators: their names; all where none are given.
        knowledge: how uncertain record times are read: `earliest` (they count from when they can have stood) or `latest`.
        folder: a folder with indicators of one's own.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, one row a view and indicator, sorted by `view_id` and `measure`.
        `lower` and `upper` bound the value over all readings of uncertain record times and of a decision's own day;
        where the status is `insufficient`, `lower` is the least that it can be.

    Raises:
        CaseReviewError: unknown indicators or views that are not well formed; never because of what the record holds.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> measure(open_record(paths.sample_record()), views, ["carer_moves"]).status[0]
    'not recorded'
    """
    import pandas as pd

    views, wanted = checked_views(views), chosen(indicators, folder)
    known = _known_for(record, views, wanted, knowledge)
    try:
        frames = [_rows(known, indicator) for indicator in wanted]
    finally:
        known.close()
    rows = pd.concat(frames, ignore_index=True)
    return rows.sort_values(["view_id", "measure"], kind="stable", ignore_index=True)[list(COLUMNS)]


def evidence(
    record: Record, views: pd.DataFrame, indicators: list[str] | None = None,
    knowledge: str = EARLIEST, folder: str | Path | None = None,
) -> pd.DataFrame:
    """Return the statements that each number rests on, under the base reading.

    Returns:
        Columns of :data:`toolkit.result.EVIDENCE_COLUMNS`, sorted.
    """
    import pandas as pd

    views, wanted = checked_views(views), chosen(indicators, folder)
    known = _known_for(record, views, wanted, knowledge)
    try:
        _set_up(known, wanted)
        frames = [_evidence_rows(known, indicator) for indicator in wanted if indicator.evidence_sql]
    finally:
        known.close()
    rows = pd.concat([pd.DataFrame(columns=list(EVIDENCE_COLUMNS), dtype="str"), *frames], ignore_index=True)
    return rows.drop_duplicates().sort_values(list(EVIDENCE_COLUMNS), ignore_index=True)[list(EVIDENCE_COLUMNS)]


def _known_for(record: Record, views: pd.DataFrame, wanted: list[Indicator], knowledge: str) -> KnownTables:
    text = " ".join([*(i.sql + " " + i.evidence_sql for i in wanted), *(f.read_text() for f in _derived(wanted))])
    tables = tuple(sorted({t for i in wanted for t in i.tables + i.also}))
    known = known_tables(record, views, tables, words_of(text), knowledge)
    return known


def _derived(wanted: list[Indicator]) -> list[Path]:
    words = words_of(" ".join(i.sql + " " + i.evidence_sql for i in wanted))
    return [f for f in sorted(DERIVED.glob("*.sql")) if f.stem.split("_", 1)[1] in words]


def _set_up(known: KnownTables, wanted: list[Indicator]) -> None:
    for file in _derived(wanted):
        known.con.execute(f"CREATE TEMP TABLE IF NOT EXISTS {file.stem.split('_', 1)[1]} AS {file.read_text()}")


def _rows(known: KnownTables, indicator: Indicator) -> pd.DataFrame:
    """The result rows of one indicator: what its query gave, what the record did not cover, and the bounds."""
    _set_up(known, [indicator])
    asked, failure = _ask(known, indicator)
    rows = known.moments.merge(asked, on="view_no", how="left").merge(_cover(known, indicator), on="view_no", how="left")
    rows["status"] = rows["status"].where(rows["given"].notna(), NOT_APPLICABLE)
    rows["reason"] = rows["reason"].where(rows["given"].notna(), indicator.otherwise)
    if failure:
        rows["status"], rows["reason"] = ERROR, failure
    lacking = rows["not_covered"].notna()
    rows["status"] = rows["status"].mask(lacking, NOT_RECORDED)
    rows["reason"] = rows["reason"].mask(lacking, rows["not_covered"])
    for column in ("numerator", "denominator", "missing", "value", "lower"):
        rows[column] = rows[column].mask(lacking | bool(failure))
    rows["value"] = rows["value"].where(rows["status"] == OK)
    return _bounded(rows, known, indicator)


def _ask(known: KnownTables, indicator: Indicator) -> tuple[pd.DataFrame, str]:
    import duckdb
    import pandas as pd

    nothing = pd.DataFrame({"view_no": pd.Series(dtype="int64"), "given": pd.Series(dtype="object"), **{c: [] for c in _GIVEN}})
    refused = refusals(known.con, indicator.sql)
    if refused:
        return nothing, f"refused: {'; '.join(refused)}"
    try:
        found = known.con.execute(indicator.sql, indicator.values or None).df()
    except duckdb.Error as error:
        return nothing, f"the indicator's query failed ({type(error).__name__})"
    if "view_no" not in found or "value" not in found or found["view_no"].duplicated().any():
        return nothing, "the indicator's query must give view_no (once a view) and value"
    found = found.reindex(columns=["view_no", *_GIVEN])
    found["given"] = True
    found["status"] = found["status"].fillna(OK)
    return found, ""


def _cover(known: KnownTables, indicator: Indicator) -> pd.DataFrame:
    """Why a view's case or tables were not covered by the record as it stood; empty where they were."""
    needed = ", ".join(f"('{t}')" for t in indicator.tables)
    return known.con.execute(f"""
        SELECT view_no, CASE
            WHEN c.view_no IS NULL THEN 'the case did not stand in the record on that date'
            ELSE lacks END AS not_covered
        FROM view LEFT JOIN case_stands c USING (view_no) LEFT JOIN (
            SELECT v.view_no, string_agg(CASE
                       WHEN k.table_name IS NULL THEN 'the record is not known to cover ' || n.t
                       ELSE 'the record covers ' || n.t || ' only to ' || k.covered_to END, '; ' ORDER BY n.t) AS lacks
            FROM view v CROSS JOIN (VALUES {needed}) n (t) LEFT JOIN cover k ON k.view_no = v.view_no AND k.table_name = n.t
            WHERE k.table_name IS NULL OR k.covered_to < v.day GROUP BY v.view_no) USING (view_no)
        WHERE c.view_no IS NULL OR lacks IS NOT NULL""").df()


def _bounded(rows: pd.DataFrame, known: KnownTables, indicator: Indicator) -> pd.DataFrame:
    """Fold the readings of each view into one row: the base reading's, with bounds over all."""
    least = rows["value"].where(rows["status"] == OK, rows["lower"].where(rows["status"] == INSUFFICIENT))
    bounds = rows.assign(least=least, most=rows["value"].where(rows["status"] == OK)).groupby("of_view").agg(
        lower=("least", "min"), upper=("most", "max"), statuses=("status", "nunique"))
    base = rows[rows["base"]].drop(columns=["lower"]).merge(bounds, on="of_view", how="left")
    base["upper"] = base["upper"].where(base["status"] == OK)
    base["lower"] = base["lower"].where(base["status"].isin([OK, INSUFFICIENT]))
    base["reason"] = _with_doubts(base, known, indicator)
    base["measure"], base["group"], base["unit"] = indicator.name, "", indicator.unit
    return base[list(COLUMNS)]


def _with_doubts(base: pd.DataFrame, known: KnownTables, indicator: Indicator) -> pd.Series:
    doubts = known.doubts[known.doubts["table_name"].isin(indicator.tables + indicator.also)].groupby("of_view")[["assumed", "same_day"]].sum()
    counts = base[["of_view"]].join(doubts, on="of_view").fillna(0)
    told = base["status"].isin([OK, INSUFFICIENT])
    parts = [base["reason"].fillna("").astype(str)]
    words = (("assumed", "assumed: the record times of {n} are known only between two extracts"),
             ("same_day", "same day, order unknown: {n} not counted, bounds give both ways"))
    for column, text in words:
        parts.append(counts[column].map(lambda n, text=text: text.format(n=f"{int(n)} statement{'s' * (n != 1)}") if n else "").where(told, ""))
    parts.append((base["statuses"] > 1).map({True: "under another reading of these times the status differs", False: ""}).where(told, ""))
    return parts[0].combine(parts[1], _join).combine(parts[2], _join).combine(parts[3], _join)


def _join(first: str, second: str) -> str:
    return "; ".join(p for p in (first, second) if p)


def _evidence_rows(known: KnownTables, indicator: Indicator) -> pd.DataFrame:
    import duckdb

    if refusals(known.con, indicator.evidence_sql):
        return known.moments.head(0).reindex(columns=list(EVIDENCE_COLUMNS))
    given = {p.name: p.default for p in indicator.parameters if f"${p.name}" in indicator.evidence_sql}
    try:
        rows = known.con.execute(indicator.evidence_sql, given or None).df()
    except duckdb.Error:
        return known.moments.head(0).reindex(columns=list(EVIDENCE_COLUMNS))
    rows = rows.merge(known.moments[known.moments["base"]], on="view_no")
    return rows.assign(measure=indicator.name)[list(EVIDENCE_COLUMNS)]
