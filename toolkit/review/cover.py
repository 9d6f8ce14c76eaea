"""What the record was known to hold at a view, table by table: without that, nothing on record is not the same as nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.moments import make_moments
from toolkit.known.tables import COVER
from toolkit.known.viewfile import checked_views

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

LEDGER = "ledger"
# Who had a thing is known from the ledger; without one, no thing in these classes is not the same as none.
BY_LEDGER = ("K1", "K2", "K3", "K4a", "K4b")


def cover_at(record: Record, views: pd.DataFrame) -> pd.DataFrame:
    """Return what the record was known to cover at each view, as the indicators take it.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.

    Returns:
        `view_id`, `table`, `since` and `to` (ISO days): the last unbroken run of days that is covered. No row where nothing is.
    """
    con = record.connect()
    try:
        make_moments(con, checked_views(views), ())
        return con.execute(f"""
            SELECT view_id, table_name AS "table",
                   strftime(covered_from, '%Y-%m-%d') AS since, strftime(covered_to, '%Y-%m-%d') AS "to"
            FROM ({COVER}) JOIN moment USING (view_no) JOIN given_view USING (of_view) WHERE base ORDER BY ALL""").df()
    finally:
        con.close()


def with_ledger(cover: pd.DataFrame, views: pd.DataFrame) -> set[str]:
    """Return the views at whose day the record was known to keep a ledger of who had what.

    Args:
        cover: as :func:`cover_at` returns it for these views.
        views: the views.
    """
    days = views.set_index("view_id")["as_of"].str[:10]
    rows = cover[cover["table"] == LEDGER]
    return {view_id for view_id, to in zip(rows["view_id"], rows["to"], strict=True) if to >= days[view_id]}


def without_untold(counts: pd.DataFrame, kept: set[str]) -> pd.DataFrame:
    """Return counts of the ledger's classes in which, where no ledger was kept, none is empty and not nought.

    Args:
        counts: as :func:`toolkit.contrast.classes` returns them, with `view_id`.
        kept: the views at which a ledger was kept.
    """
    bare = ~counts["view_id"].isin(kept)
    return counts.assign(**{k: counts[k].mask(bare & (counts[k] == 0)) for k in BY_LEDGER if k in counts})
