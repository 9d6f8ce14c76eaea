"""The waits that indicators are about, ended or still open at the view: for estimators that take open ones as censored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.known.catalogue import chosen
from toolkit.known.fold import make_lacking
from toolkit.known.prepare import prepared
from toolkit.known.sections import gather
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record
    from toolkit.record.standards import Standards

SPELL_COLUMNS = (
    "view_id",
    "case_id",
    "measure",
    "entity_id",
    "statement_id",
    "started_on",
    "entered_on",
    "ended_on",
    "end_kind",
)


def spells(
    record: Record,
    views: pd.DataFrame,
    indicators: list[str] | None = None,
    knowledge: str = EARLIEST,
    folder: str | Path | None = None,
    given: Mapping[str, Mapping[str, float]] | None = None,
    standards: Standards | None = None,
) -> pd.DataFrame:
    """Return the waits that indicators are about, as known at each view under the base reading.

    Args:
        record, views, indicators, knowledge, folder, given, standards: as for :func:`toolkit.known.measure`.

    Returns:
        Columns of :data:`SPELL_COLUMNS`, sorted: `ended_on` is empty for a wait still open at the view, `end_kind` names the end
        (competing ends apart; '' where open), `entered_on` is the day from which the record watched it, the start or later.
        Views at which the indicator is `not recorded` have no rows. `attrs["failed"]` says of which indicators there are none,
        and why.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> len(spells(open_record(paths.sample_record()), views))
    0
    """
    wanted = [i for i in chosen(indicators, folder, given) if "spells" in i.sections or i.failure]
    checked = checked_views(views)
    with prepared(record, checked, wanted, knowledge, "spells", standards=standards) as known:
        make_lacking(known, wanted)
        failed = gather(known, wanted, "spells")
        rows = known.execute(_SPELLS).df()
    rows.insert(1, "case_id", rows["view_id"].map(dict(zip(checked["view_id"], checked["case_id"], strict=True))).astype("str"))
    rows.attrs["failed"] = failed
    return rows


_SPELLS = """
    SELECT DISTINCT m.view_id, s.measure, s.entity_id, s.statement_id, s.started_on,
           greatest(s.started_on, s.entered_on) AS entered_on, s.ended_on, coalesce(s.end_kind, '') AS end_kind
    FROM spells s JOIN moment m USING (view_no) JOIN case_stands USING (view_no)
    ANTI JOIN lacking l ON l.view_no = s.view_no AND l.measure = s.measure
    WHERE m.base ORDER BY ALL"""
