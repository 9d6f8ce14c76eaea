"""What stood on the record at each decision, counted: the facts from which a prognostic score is fitted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.moments import make_moments
from toolkit.known.own import not_its_own
from toolkit.record.clocks import EARLIEST, in_the_record, recorded
from toolkit.record.schema import BY_NAME
from toolkit.review.pack.tables import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record


def counted_facts(record: Record, views: pd.DataFrame, least_share: float, recent_days: int) -> pd.DataFrame:
    """Count what stood on the record at views, by table, kind, and whether it was known to have ended.

    Args:
        record: the record.
        views: as `toolkit.known.viewfile.checked_views` returns them.
        least_share: facts that stood at fewer of the views are left out.
        recent_days: what happened in so many days before a view counts once more, as lately.

    Returns:
        A row a view (index `view_id`), a column a fact: the logarithm of one more than its count.
    """
    import numpy as np
    import pandas as pd

    con = record.connect()
    try:
        make_moments(con, views, (), EARLIEST)
        con.execute("CREATE TEMP TABLE base_moment AS FROM moment WHERE base")
        names = [(t, cs) for t, cs in _columns().items() if record.has(t)]
        found = [con.execute(_query(table, columns, recent_days)).df() for table, columns in names]
        ids = con.execute("SELECT of_view, view_id FROM given_view ORDER BY of_view").df()
    finally:
        con.close()
    counts = pd.concat([f for f in found if len(f)] or [pd.DataFrame(columns=["of_view", "fact", "number"])])
    often = counts["fact"].map(counts["fact"].value_counts()) >= max(1.0, least_share * len(ids))
    wide = counts[often].pivot(index="of_view", columns="fact", values="number")
    wide = wide.reindex(ids["of_view"]).fillna(0.0).sort_index(axis=1)
    return np.log1p(wide.set_axis(ids["view_id"]).astype("float64"))


def _columns() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows_of("prognosis_facts"):
        found.setdefault(row["table"], []).append(row["column"])
    return found


def _query(name: str, columns: list[str], recent_days: int) -> str:
    own = {c.name for c in BY_NAME[name].columns}
    ended = f"s.ended_on <= m.day AND CAST({recorded()} AS DATE) >= s.ended_on" if "ended_on" in own else "false"
    facts = ", ".join(f"'{name} {c} ' || coalesce(CAST({c} AS VARCHAR), '') || has_ended" for c in columns)
    return f"""
        WITH stood AS (
            SELECT m.of_view, {", ".join(f"s.{c}" for c in columns)},
                   CASE WHEN {ended} THEN ' ended' ELSE '' END AS has_ended,
                   s.occurred_on > m.day - {recent_days} AS recent
            FROM base_moment m JOIN "{name}" s USING (case_id)
            WHERE {in_the_record()} AND s.restricted IS NULL AND {not_its_own(name)})
        SELECT of_view, fact, count(*) AS number
        FROM (SELECT of_view, unnest([{facts}, '{name}', CASE WHEN recent THEN '{name} lately' END]) AS fact FROM stood)
        WHERE fact IS NOT NULL GROUP BY ALL"""
