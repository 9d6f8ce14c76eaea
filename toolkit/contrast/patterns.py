"""What makes views alike: stated dimensions of what was known, each with cut points fixed beforehand in a data file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast.facts import AGE, FACTS, known_facts
from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError, nearest
from toolkit.known import measure
from toolkit.result import NOT_APPLICABLE, OK

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record


def dimensions() -> tuple[str, ...]:
    """Return the dimensions that views can be compared on: indicators with cut points, and known facts.

    >>> "carer_moves" in dimensions(), "placement_kind" in dimensions()
    (True, True)
    """
    return tuple(sorted({row["dimension"] for row in table("bands")} | set(FACTS)))


def band(dimension: str, value: float) -> str:
    """Return the words of the band in which a number lies: the last whose lower end is not above it.

    Raises:
        ValueError: the number lies below the first band.

    >>> band("carer_moves", 1), band("carer_moves", 7)
    ('1', '2 or more')
    """
    fitting = [row["label"] for row in table("bands") if row["dimension"] == dimension and float(row["from"]) <= value]
    if not fitting:
        raise ValueError(f"{dimension} has no band for {value}")
    return fitting[-1]


def patterns(record: Record, views: pd.DataFrame, wanted: list[str], measured: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the known pattern of each view on some dimensions.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, cut, label`, as text.
        wanted: names of dimensions.
        measured: result rows of the indicators among them for these views, where they have been measured already.

    Returns:
        Text by `view_id` (index), a column a dimension: the band or kind, `not applicable`, or empty where it is not known.

    Raises:
        CaseReviewError: an unknown dimension.
    """
    import pandas as pd

    _check(wanted)
    indicators = [d for d in wanted if d not in FACTS]
    found = pd.DataFrame(index=pd.Index(sorted(views["view_id"]), name="view_id", dtype="str"))
    if indicators:
        rows = measure(record, views, indicators) if measured is None else measured
        for name in indicators:
            found[name] = _banded(rows[rows["measure"] == name]).reindex(found.index)
    if sought := tuple(f for f in FACTS if f in wanted):
        facts = known_facts(record, views, wanted=sought).set_index("view_id")
        if AGE in sought:
            facts[AGE] = [band(AGE, max(age, 0)) if age == age else None for age in facts[AGE]]
        found = found.join(facts)
    return found[wanted].astype("str")


def _check(wanted: list[str]) -> None:
    unknown = [f"{d}{nearest(d, dimensions())}" for d in wanted if d not in dimensions()]
    if unknown or not wanted:
        todo = f"Choose from {', '.join(dimensions())}."
        raise CaseReviewError("Views cannot be compared on these dimensions", unknown or ["none is named"], todo)


def _banded(rows: pd.DataFrame) -> pd.Series:
    import pandas as pd

    labels = [
        band(r.measure, float(r.value)) if r.status == OK else NOT_APPLICABLE if r.status == NOT_APPLICABLE else None
        for r in rows.itertuples()
    ]
    return pd.Series(labels, index=rows["view_id"], dtype="object")
