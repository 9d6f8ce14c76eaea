"""Running indicators over the known tables: one row a view and indicator, with bounds for what is uncertain in time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.known.ask import Unanswered, asked
from toolkit.known.catalogue import chosen
from toolkit.known.fold import add_answers, folded, make_answer_tables, record_failure
from toolkit.known.prepare import prepared
from toolkit.known.sections import gather
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST
from toolkit.result import EVIDENCE_COLUMNS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from toolkit.known.indicator import Indicator
    from toolkit.record import Record
    from toolkit.record.standards import Standards


def measure(
    record: Record,
    views: pd.DataFrame,
    indicators: list[str] | None = None,
    knowledge: str = EARLIEST,
    folder: str | Path | None = None,
    given: Mapping[str, Mapping[str, float]] | None = None,
    standards: Standards | None = None,
) -> pd.DataFrame:
    """Measure indicators at views, from what stood in the record at each view and nothing else.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.
        indicators: their names; all where none are given.
        knowledge: how uncertain record times are read: `earliest` (they count from when they can have stood) or `latest`.
        folder: a folder with indicators of one's own, in SQL or Python; their rows say `user code`.
        given: parameters other than an indicator's own, by indicator and name; its rows say so.
        standards: the practice standards to measure by, a nation's and an agency's own; those of England where none are given.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, one row a view and indicator, sorted by `view_id` and `measure`.
        `lower` and `upper` bound the value over all readings of uncertain record times and of a decision's own day, and
        over what the indicator itself leaves open; where the status is `insufficient`, they are the least and, where it can
        be said, the most that it can be. An indicator that cannot be read or run has the status `error`, and says why.

    Raises:
        CaseReviewError: unknown indicators or parameters, views that are not well formed; never because of what the record holds.

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> measure(open_record(paths.sample_record()), views, ["carer_moves"]).status[0]
    'not recorded'
    """
    wanted = chosen(indicators, folder, given)
    with prepared(record, checked_views(views), wanted, knowledge, standards=standards) as known:
        answer(known, wanted)
        return known.execute(f"SELECT * EXCLUDE (of_view, measure_no) FROM ({folded(known)}) ORDER BY of_view, measure_no").df()


def evidence(
    record: Record,
    views: pd.DataFrame,
    indicators: list[str] | None = None,
    knowledge: str = EARLIEST,
    folder: str | Path | None = None,
    given: Mapping[str, Mapping[str, float]] | None = None,
    standards: Standards | None = None,
) -> pd.DataFrame:
    """Return the statements that each number rests on, under the base reading.

    Args:
        record, views, indicators, knowledge, folder, given, standards: as for :func:`measure`.

    Returns:
        Columns of :data:`toolkit.result.EVIDENCE_COLUMNS`, sorted; `attrs["failed"]` says of which indicators
        there is none, and why.
    """
    wanted = chosen(indicators, folder, given)
    with prepared(record, checked_views(views), wanted, knowledge, "evidence", standards=standards) as known:
        failed = gather(known, wanted, "evidence")
        rows = known.execute(f"""
            SELECT DISTINCT {", ".join(EVIDENCE_COLUMNS)} FROM evidence JOIN moment USING (view_no) WHERE base ORDER BY ALL""").df()
    rows.attrs["failed"] = failed
    return rows


def answer(known: duckdb.DuckDBPyConnection, wanted: list[Indicator]) -> None:
    """Ask all indicators; a broken one answers with its own error and the others still run."""
    make_answer_tables(known, wanted)
    for number, indicator in enumerate(wanted):
        try:
            with asked(known, indicator) as (query, values):
                add_answers(known, number, query, values)
        except Unanswered as why:
            record_failure(known, number, str(why))
