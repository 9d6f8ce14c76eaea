"""From truth to spans: in which case what began on which day, and how long it could be looked for; and the days to look on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.record import open_record
from toolkit.study.scoring.rules import CHANGED, QUIET, rules

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = ("case_id", "family", "group", "start", "end", "opened")
_QUIET_DRAW = 17  # keeps the draw of quiet spans apart from the agency's own


def drift_spans(record: Path) -> pd.DataFrame:
    """Return the spans of the cases in which drift was put in.

    Returns:
        Columns of :data:`COLUMNS`: `group` is the cause; days as pandas times; `end` the last day on which to look: the end of
        the case, of the record, or of the time over which a drift is followed, whichever comes first. Sorted by `case_id`.
    """
    truth = _truth(record)
    began = truth[truth["kind"] == "drift"]
    return _spans(record, began[["case_id", "cause", "since"]].set_axis(["case_id", "group", "start"], axis=1))


def steady_spans(record: Path, seed: int) -> pd.DataFrame:
    """Return the spans of cases without drift: those that changed course, from that day, and quiet ones.

    A quiet case is looked at from a day drawn as the beginning of a drift is drawn, so that the spans are alike.

    Returns:
        As :func:`drift_spans`; `group` is one of the names in :mod:`toolkit.study.scoring.rules`.
    """
    import pandas as pd

    truth = _truth(record)
    changed = truth[truth["kind"] == "change of course"].assign(group=CHANGED)
    quiet = _quiet(record, truth.loc[truth["kind"] == "neither", "case_id"], seed).assign(group=QUIET)
    return _spans(record, pd.concat([changed.rename(columns={"since": "start"}), quiet])[["case_id", "group", "start"]])


def month_ends(spans: pd.DataFrame, every: int = 1) -> pd.DataFrame:
    """Return the days on which each span is looked at: the last month end up to its start, and each one within it.

    Args:
        spans: as :func:`drift_spans` returns them.
        every: 1 for each month end, 3 for every third.

    Returns:
        `view_id, case_id, as_of` (a bare day) and `day`, the days since the start; 0 or less is before it.

    >>> import pandas as pd
    >>> span = {"case_id": ["a"], "start": ["2024-01-10"], "end": ["2024-03-31"], "opened": ["2023-01-01"]}
    >>> spans = pd.DataFrame(span).astype({c: "datetime64[ns]" for c in ("start", "end", "opened")})
    >>> month_ends(spans)[["as_of", "day"]].values.tolist()
    [['2023-12-31', -10], ['2024-01-31', 21], ['2024-02-29', 50], ['2024-03-31', 81]]
    """
    import pandas as pd

    ends = pd.DataFrame({"as_of": pd.date_range("2000-01-31", "2050-12-31", freq="ME")})
    a_day = pd.Timedelta(days=1)
    before = (spans["start"] + a_day).dt.to_period("M").dt.start_time - a_day
    found = spans.assign(first=before.where(before >= spans["opened"], spans["start"] + a_day)).merge(ends, how="cross")
    found = found[(found["as_of"] >= found["first"]) & (found["as_of"] <= found["end"])].copy()
    found["day"] = (found["as_of"] - found["start"]).dt.days
    inside = found["day"] > 0
    found = found[~inside | (inside.groupby(found["case_id"]).cumsum() % every == 0)]
    found["as_of"] = found["as_of"].dt.strftime("%Y-%m-%d")
    return found.assign(view_id=found["case_id"] + " " + found["as_of"])[["view_id", "case_id", "as_of", "day"]].reset_index(
        drop=True
    )


def _truth(record: Path) -> pd.DataFrame:
    import pandas as pd

    from toolkit.synth.story import CASES

    told = pd.read_csv(record / "truth" / "cases.csv", dtype="str", keep_default_na=False)
    by_hand = [f"C{number:05d}" for number in CASES]
    return told[~told["case_id"].isin(by_hand)]


def _quiet(record: Path, case_ids: pd.Series, seed: int) -> pd.DataFrame:
    """A day for each quiet case that has a plan: so long after its first plan as a drift might have begun."""
    import pandas as pd

    from toolkit.synth import chance, drift
    from toolkit.synth.settings import load

    with open_record(record).connect() as con:
        plans = con.execute("""
            SELECT case_id, min(occurred_on) AS planned FROM plan WHERE withdrawn_at IS NULL AND occurred_on IS NOT NULL
            GROUP BY case_id ORDER BY case_id""").df()
    plans = plans[plans["case_id"].isin(case_ids)]
    draws = [drift.days_until(chance.stream(seed, _QUIET_DRAW, int(c[1:])), load()) for c in plans["case_id"]]
    return plans.assign(start=plans["planned"] + pd.to_timedelta(draws, unit="D"))[["case_id", "start"]]


def _spans(record: Path, began: pd.DataFrame) -> pd.DataFrame:
    with open_record(record).connect() as con:
        con.register("began", began.assign(start=began["start"].astype("str")))
        return con.execute(_SPANS, {"days": rules().whole("follow_up_days")}).df()


# A drift that begins while the case is closed is looked for when it is open again.
_SPANS = """
    WITH spell AS (
        SELECT case_id, occurred_on AS opened, coalesce(ended_on - 1, (SELECT max(covered_to) FROM coverage)) AS closes
        FROM "case" WHERE withdrawn_at IS NULL AND occurred_on IS NOT NULL),
    family AS (SELECT case_id, max(family_id) AS family FROM child WHERE withdrawn_at IS NULL GROUP BY case_id),
    found AS (
        SELECT b.case_id, b."group", greatest(CAST(b.start AS DATE), s.opened) AS start, s.opened, s.closes
        FROM began b JOIN spell s ON s.case_id = b.case_id AND s.closes > CAST(b.start AS DATE)
        QUALIFY row_number() OVER (PARTITION BY b.case_id ORDER BY s.opened, s.closes) = 1)
    SELECT case_id, coalesce(family, case_id) AS family, "group", CAST(start AS TIMESTAMP) AS start,
           CAST(least(closes, start + CAST($days AS INTEGER)) AS TIMESTAMP) AS "end", CAST(opened AS TIMESTAMP) AS opened
    FROM found LEFT JOIN family USING (case_id) ORDER BY case_id"""
