"""The frame of a sample: which cases were open on a day, as the record then stood, and the facts that strata are made of."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.record import Record, open_record
from toolkit.record.clocks import NEVER, happened, in_the_record
from toolkit.record.identity import join_in_the_end
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.record.sql import text

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

FACTS = ("status", "age_band", "team", "placement_type")
NOT_RECORDED = "not recorded"
OPEN, CLOSED, PLANNED, NO_SPELL = "in the frame", "closed on or before that day", "opens after that day", "no spell on record"
JOINED = "known by then to be a child of another number"
_SPELLS = ("case", "status", "placement")


def read_frame(record: str | Path | Record, as_of: str | None = None) -> pd.DataFrame:
    """Return every case that stood in the record on a day, with whether it is in the frame and the facts known then.

    A case is in the frame where a spell of `case` is known to have begun on or before the day and not known to have
    ended. Where the record holds no spells of `case`, those of `status` count, and failing these of `placement`. Numbers that
    were known by then to be one child's are one case, under the number that held on.

    Args:
        record: the record, or its folder.
        as_of: the day, as ISO text; the last day on which anything was recorded where not given.

    Returns:
        Columns `case_id`, `family` (an opaque label; a child without known siblings is a family of one), `born_on`,
        `standing` (`in the frame`, or why not), and one column for each fact of :data:`FACTS`. Sorted by `case_id`.
        `attrs` holds `as_of` and `spells`, the table that made the frame.

    Raises:
        CaseReviewError: for a day that cannot be read.
    """
    opened = record if isinstance(record, Record) else open_record(record)
    with opened.connect() as con:
        day = _day(con, as_of)
    with opened.as_it_stood(day).connect() as con:
        joined = join_in_the_end(con)
        _moment(con, day)
        spells = next((t for t in _SPELLS if con.execute(f"SELECT count(*) FROM {_known(t)}").fetchone() != (0,)), "case")
        frame = con.execute(
            _QUERY.format(
                standing=_standing(spells),
                no_spell=NO_SPELL,
                empty=NOT_RECORDED,
                bands=_bands(),
                child=_known("child"),
                everything=_everything(),
                status=_current("status", "kind"),
                team=_current("case", "team"),
                placement_type=_current("placement", "placement_type"),
            )
        ).df()
    frame = _with_given_up(frame, joined)
    frame.attrs |= {"as_of": day, "spells": spells}
    return frame


def _with_given_up(frame: pd.DataFrame, joined: dict[str, str]) -> pd.DataFrame:
    """The frame with the numbers that were known to be another one's child, named and outside it: no child is in it twice."""
    import pandas as pd

    families = frame.set_index("case_id")["family"]
    given_up = sorted(number for number, holds in joined.items() if number != holds and holds in families.index)
    other = {"standing": JOINED, **dict.fromkeys(FACTS, NOT_RECORDED)}
    rows = [{"case_id": number, "family": families[joined[number]], **other} for number in given_up]
    if not rows:
        return frame
    return pd.concat([frame, pd.DataFrame(rows)], ignore_index=True).sort_values("case_id", ignore_index=True)[list(frame.columns)]


def checked_strata(strata: tuple[str, ...]) -> tuple[str, ...]:
    """Return the facts that strata are made of; `a,b` counts as two.

    Raises:
        CaseReviewError: for facts that there are not, with the nearest.

    >>> checked_strata(("status,team",))
    ('status', 'team')
    """
    names = tuple(name.strip() for part in strata for name in part.split(",") if name.strip())
    unknown = [f"there is no fact {name}{nearest(name, FACTS)}" for name in names if name not in FACTS]
    if unknown:
        raise CaseReviewError("The strata cannot be made", unknown, f"Choose among: {', '.join(FACTS)}.")
    return tuple(dict.fromkeys(names))


_QUERY = """
WITH band AS ({bands}),
latest AS (
    SELECT case_id, max_by(family_id, (recorded_at, statement_id)) AS family_id,
           max_by(born_on, (recorded_at, statement_id)) AS born_on
    FROM {child} GROUP BY case_id
),
aged AS (
    SELECT case_id, family_id, born_on, CASE WHEN born_on > m.day THEN 'unborn' ELSE
        (SELECT band FROM band
         WHERE date_sub('year', born_on, m.day) >= low AND date_sub('year', born_on, m.day) < high) END AS age_band
    FROM latest, m
)
SELECT e.case_id, coalesce('family ' || a.family_id, 'case ' || e.case_id) AS family, a.born_on,
       coalesce(o.standing, '{no_spell}') AS standing,
       coalesce(s.fact, '{empty}') AS status, coalesce(a.age_band, '{empty}') AS age_band,
       coalesce(t.fact, '{empty}') AS team, coalesce(p.fact, '{empty}') AS placement_type
FROM ({everything}) e
LEFT JOIN aged a USING (case_id)
LEFT JOIN ({standing}) o USING (case_id)
LEFT JOIN ({status}) s USING (case_id)
LEFT JOIN ({team}) t USING (case_id)
LEFT JOIN ({placement_type}) p USING (case_id)
ORDER BY e.case_id
"""


def _known(table: str) -> str:
    return f'(SELECT s.* FROM "{table}" s, m WHERE {in_the_record()})'


def _everything() -> str:
    tables = " UNION ALL ".join(f"SELECT case_id FROM {_known(name)}" for name in STATEMENT_TABLES)
    return f"SELECT DISTINCT case_id FROM ({tables})"


def _standing(table: str) -> str:
    begun, ended = happened("occurred_on"), f"coalesce({happened('ended_on')}, false)"
    return f"""SELECT case_id, CASE WHEN bool_or({begun} AND NOT {ended}) THEN '{OPEN}'
        WHEN bool_or({begun}) THEN '{CLOSED}' ELSE '{PLANNED}' END AS standing
        FROM {_known(table)} s, m GROUP BY case_id"""


def _current(table: str, fact: str) -> str:
    """SQL for the fact of the spell that is open on the day; the one that began last where there are more."""
    return f"""SELECT case_id, max_by({fact}, (occurred_on, recorded_at, statement_id)) AS fact FROM {_known(table)} s, m
        WHERE {happened("occurred_on")} AND NOT coalesce({happened("ended_on")}, false) GROUP BY case_id"""


def _bands() -> str:
    file = paths.data() / "sampling" / "age_bands.csv"
    return f"SELECT band, from_years AS low, to_years AS high FROM read_csv({text(file)})"


def _moment(con: duckdb.DuckDBPyConnection, day: str) -> None:
    con.execute(
        f"CREATE TEMP TABLE m AS SELECT DATE '{day}' AS day, DATE '{day}' + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND AS upto, "
        f"{NEVER} AS not_at, 'earliest' AS knowledge"
    )


def _day(con: duckdb.DuckDBPyConnection, as_of: str | None) -> str:
    if as_of is None:
        latest = ", ".join(f'(SELECT max(recorded_by) FROM "{name}")' for name in STATEMENT_TABLES)
        last = con.execute(f"SELECT greatest({latest})").fetchone()
        return str((last[0] if last and last[0] else datetime(1900, 1, 1)).date())
    try:
        return str(datetime.strptime(as_of, "%Y-%m-%d").date())
    except ValueError:
        raise CaseReviewError(f"{as_of} is not a day", todo="Write it as 2024-05-01.") from None
