"""Entries written after a critical incident about days before it: they never stand as contemporaneous.

Such a statement stands in the record from when it was written, as every statement does. What it adds, that somebody saw or knew it
at the time, is recollection: so the statement's `informant` is emptied, and the ledger says of that holder, with
`evidence = recollection` and the document *written afterwards*, that they are said to have had it from the day itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.record.tables_about import WRITTEN_AFTERWARDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

_GRAVE = 3
_NOT_ENTRIES = ("child", "person", "incident", "staff", "survey", "identity", "account")


def critical_days(shown: Iterable[pd.DataFrame], kinds: Iterable[str]) -> pd.DataFrame:
    """Return case_id and day of the critical incidents: those of severity 3, and those of the kinds that the mapping names.

    Args:
        shown: what the extracts up to this one show of the table `incident`.
        kinds: kinds of incident that are critical whatever their severity.
    """
    import pandas as pd

    frames = [f for f in shown if len(f)]
    if not frames:
        return pd.DataFrame({"case_id": pd.Series(dtype="str"), "day": pd.Series(dtype="datetime64[us]")})
    rows = pd.concat(frames, ignore_index=True)
    named = {k.strip().lower() for k in kinds}
    grave = rows["severity"].fillna(0) >= _GRAVE if "severity" in rows else pd.Series(False, index=rows.index)
    if "kind" in rows:
        grave |= rows["kind"].fillna("").str.lower().isin(named)
    return rows.loc[grave, ["case_id", "occurred_on"]].rename(columns={"occurred_on": "day"}).dropna().drop_duplicates()


def written_afterwards(shown: pd.DataFrame, days: pd.DataFrame) -> pd.Series:
    """Return which rows (case_id, occurred_on, recorded) were recorded after a critical incident about a day before it."""
    import pandas as pd

    if days.empty or not {"case_id", "occurred_on"} <= set(shown):
        return pd.Series(False, index=shown.index)
    pairs = shown[["case_id", "occurred_on", "recorded"]].assign(n=range(len(shown))).merge(days, on="case_id")
    hit = pairs[(pairs["occurred_on"] < pairs["day"]) & (pairs["recorded"].dt.normalize() > pairs["day"])]
    return pd.Series(range(len(shown)), index=shown.index).isin(hit["n"])


def set_apart(shown: Mapping[str, pd.DataFrame], days: pd.DataFrame) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the tables with the informants of such rows emptied, and the rows for the ledger that name them instead.

    The second frame has table, entity_id, case_id, holder, holder_kind, known_from, evidence, document.
    """
    import pandas as pd

    made, ledger = {}, []
    for table, frame in shown.items():
        hit = written_afterwards(frame, days) if table not in _NOT_ENTRIES else pd.Series(False, index=frame.index)
        ledger.append(_entries(table, frame[hit]))
        made[table] = frame.assign(informant=frame["informant"].mask(hit)) if "informant" in frame else frame
    whole = pd.concat(ledger, ignore_index=True) if ledger else _entries("", pd.DataFrame())
    return made, whole.drop_duplicates()


def _entries(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    own = pd.Series("own agency", index=rows.index, dtype="str")
    holder = rows["informant"] if "informant" in rows else own.mask(own.notna())
    holder = holder.fillna(rows["worker_id"]) if "worker_id" in rows else holder
    holder = holder.fillna(own).astype("str")
    columns = {
        "table": pd.Series(table, index=rows.index, dtype="str"),
        "entity_id": rows["entity_id"] if len(rows) else own,
        "case_id": rows["case_id"] if len(rows) else own,
        "holder": holder,
        "holder_kind": _kind(holder),
        "known_from": rows["occurred_on"] if len(rows) else pd.to_datetime(own),
        "evidence": "recollection",
        "document": WRITTEN_AFTERWARDS,
    }
    return pd.DataFrame(columns, index=rows.index)


def _kind(holder: pd.Series) -> pd.Series:
    from toolkit.record.schema import BY_NAME

    kinds = BY_NAME["ledger"].column("holder_kind").values
    return holder.where(holder.isin(kinds), holder.str.startswith("wk-").map({True: "worker", False: "other agency"})).astype("str")
