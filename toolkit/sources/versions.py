"""From versions to the tables of a record: types, the times that the system kept itself, origins, and what holds on to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.record.connection import at_hand
from toolkit.record.schema import BY_NAME, DATE, NUMBER, STATEMENT_TABLES, TIME, WHOLE, YESNO, Column
from toolkit.record.write import complete

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb
    import pandas as pd

    from toolkit.record.history import History
    from toolkit.sources.series import Extract

ASIDE = ("file", "row", "known_by", "basis")
_TIMES = {"known_from", "ahead", "known_by"}
_DTYPES = {DATE: "datetime64[us]", TIME: "datetime64[us]", WHOLE: "Int64", NUMBER: "float64", YESNO: "boolean"}


@dataclass(frozen=True)
class Finished:
    """A table as it is written, and for each of its versions the extract, file and row that it came from."""

    table: pd.DataFrame
    origin: pd.DataFrame


def without_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame's columns and types alone, so that its rows can be let go: an empty slice of texts would hold all of them.

    >>> import pandas as pd
    >>> list(without_rows(pd.DataFrame({"case_id": ["a"]})).columns)
    ['case_id']
    """
    return frame.iloc[[]]


def typed(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return what an extract shows of a table in the types of the schema, so that all extracts say things alike."""
    columns = {c.name: c for c in BY_NAME[table].columns}
    made = {c: _as(frame[c], columns[c]) for c in frame.columns if c in columns and c not in _TIMES}
    times = {c: _moments(frame[c]) for c in frame.columns if c in _TIMES}
    return frame.assign(**made, **times)


def _as(cells: pd.Series, column: Column) -> pd.Series:
    if column.type in (DATE, TIME):
        return _moments(cells)
    return cells.astype(_DTYPES.get(column.type, "str"))


def _moments(cells: pd.Series) -> pd.Series:
    import pandas as pd

    return cells if cells.dtype == _DTYPES[TIME] else pd.to_datetime(cells).astype(_DTYPES[TIME])


def finish(table: str, found: History, control: pd.DataFrame, con: duckdb.DuckDBPyConnection | None = None) -> Finished:
    """Return the table of a record that a history makes.

    Args:
        table: its name.
        found: the history.
        control: what the extracts showed: extract, entity_id, stage, known_from, the content, and file, row, known_by and
            basis where there are any. Where a version stands from a moment that the system itself kept, its interval is
            narrowed to known_by, and so is the withdrawal of the version before it.
        con: a connection to work on, which stays open.

    Returns:
        The table, and statement_id, case_id, extract, file, row of its versions.
    """
    told = _told(found, control, con)
    known = {c.name for c in BY_NAME[table].columns}
    rows = _with_ids(table, told.rename(columns={"extract": "source"}))
    made = complete(table, rows[[c for c in rows if c in known]], con)
    return Finished(made, origin(table, made, told))


def _with_ids(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """A post held is no statement of a case, but each version of it has an id all the same."""
    from toolkit.record.write import entity_id

    if table in STATEMENT_TABLES or "statement_id" not in {c.name for c in BY_NAME[table].columns}:
        return rows
    names = sorted(c.name for c in BY_NAME[table].columns if c.name in rows and not c.name.startswith("withdrawn"))
    cells = [[f"{n}={v}" for n, v in zip(names, line, strict=True)] for line in rows[names].astype("str").to_numpy()]
    return rows.assign(statement_id=[entity_id("sv", table, *line) for line in cells])


def _told(found: History, control: pd.DataFrame, con: duckdb.DuckDBPyConnection | None) -> pd.DataFrame:
    content = [c for c in found.versions.columns if c in control.columns and c not in ("extract", "entity_id", "recorded_at")]
    has = {c: f"c.{c}" if c in control.columns else "NULL" for c in ASIDE}
    with at_hand(con) as room:
        room.register("versions", found.versions)
        room.register("control", control)
        return room.execute(_TOLD.format(**has, same=_same(content, control))).df()


def _same(content: list[str], control: pd.DataFrame) -> str:
    """Whether a version says what an extract's row says: the two stages of a spell in one extract differ in content only."""

    kinds = control.dtypes

    def cell(name: str) -> str:
        text = kinds[name].kind not in "Mbif"
        one, other = f'v."{name}"', f'c."{name}"'
        return f"coalesce({one}, '') = coalesce({other}, '')" if text else f"{one} IS NOT DISTINCT FROM {other}"

    return " AND ".join(["true", *(cell(c) for c in content if c != "basis")])


_TOLD = """
    WITH matched AS (
        SELECT v.*, CAST({file} AS VARCHAR) AS file, CAST({row} AS BIGINT) AS row, CAST({basis} AS VARCHAR) AS own_basis,
            CAST({known_by} AS TIMESTAMP) AS sure_by
        FROM versions v LEFT JOIN control c ON c.entity_id = v.entity_id AND c.extract = v.extract AND {same}
        QUALIFY row_number() OVER (PARTITION BY v.entity_id, v.recorded_at ORDER BY c.stage) = 1
    ), narrowed AS (
        SELECT * REPLACE (
            CASE WHEN sure_by BETWEEN recorded_at AND recorded_by THEN sure_by ELSE recorded_by END AS recorded_by,
            CASE WHEN own_basis <> '' AND sure_by BETWEEN recorded_at AND recorded_by THEN own_basis ELSE basis END AS basis)
        FROM matched
    )
    SELECT * EXCLUDE (own_basis, sure_by, ahead) REPLACE (
        CASE WHEN withdrawn_at = lead(recorded_at) OVER w THEN lead(recorded_by) OVER w ELSE withdrawn_by END AS withdrawn_by)
    FROM narrowed WINDOW w AS (PARTITION BY entity_id ORDER BY recorded_at, recorded_by)
    ORDER BY ALL"""


def origin(table: str, made: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Return where the versions of a table (`made`, as it is written) were read, by entity_id, recorded_at, extract, file, row."""
    import pandas as pd

    if table not in STATEMENT_TABLES:
        return pd.DataFrame(columns=["statement_id", "case_id", "entity_id", "recorded_at", "extract", "file", "row"])
    ids = made[["statement_id", "case_id", "entity_id", "recorded_at"]]
    places = told[["entity_id", "recorded_at", "extract", "file", "row"]]
    return ids.merge(places, on=["entity_id", "recorded_at"], how="left", validate="one_to_one")


def attach(
    made: Mapping[str, Finished], extracts: Sequence[Extract], con: duckdb.DuckDBPyConnection | None = None
) -> dict[str, pd.DataFrame]:
    """Return the tables that hold on to statements: `origin`, and what the extracts say in their `about`."""
    names = sorted(set().union(*(e.about for e in extracts)))
    found = {name: complete(name, _about(made, extracts, name), con) for name in names}
    places = origins([f.origin for f in made.values()], {e.name: e.cut for e in extracts}, con)
    return found if places is None else {**found, "origin": places}


def origins(
    found: Iterable[pd.DataFrame], cuts: Mapping[str, datetime], con: duckdb.DuckDBPyConnection | None = None
) -> pd.DataFrame | None:
    """Return the table `origin` of a record from those of its tables; none where nothing says where it was read."""
    import pandas as pd

    places = [f.dropna(subset=["file", "row"]).drop(columns=["entity_id", "recorded_at"]) for f in found]
    places = [p for p in places if len(p)]
    if not places:
        return None
    rows = pd.concat(places, ignore_index=True)
    stamps = {name: pd.Timestamp(cut) for name, cut in cuts.items()}
    return complete("origin", rows.assign(recorded_at=rows["extract"].map(stamps)), con)


def _about(made: Mapping[str, Finished], extracts: Sequence[Extract], name: str) -> pd.DataFrame:
    import pandas as pd

    parts = [
        _held(e, e.about[name].loc[e.about[name]["table"] == table], one.origin, extracts)
        for e in extracts
        if name in e.about
        for table, one in made.items()
    ]
    rows = pd.concat(parts, ignore_index=True).drop(columns=["table", "entity_id"])
    same = [c for c in rows.columns if c != "recorded_at"]
    return rows.sort_values("recorded_at", kind="stable").drop_duplicates(same)


def _held(extract: Extract, rows: pd.DataFrame, origin: pd.DataFrame, extracts: Sequence[Extract]) -> pd.DataFrame:
    """Rows with the version that stood at the extract's cut; an earlier extract's version gets no row up to the cut before."""
    import pandas as pd

    stood = (
        origin[origin["recorded_at"] <= pd.Timestamp(extract.cut)]
        .sort_values("recorded_at")
        .drop_duplicates("entity_id", keep="last")
    )
    found = rows.merge(stood[["entity_id", "extract", "statement_id", "recorded_at"]], on="entity_id", suffixes=("_said", ""))
    earlier = [e.taken_on for e in extracts if e.cut < extract.cut]
    after = pd.Timestamp(earlier[-1]) + pd.Timedelta(days=1) if earlier else pd.Timestamp.min
    since = found["recorded_at"].where(found["extract"] == extract.name, found["recorded_at"].clip(lower=after))
    said = found["recorded_at_said"].where(found["recorded_at_said"] > since, since) if "recorded_at_said" in found else since
    return found.assign(recorded_at=said).drop(columns=[c for c in ("extract", "recorded_at_said") if c in found])
