"""What makes views alike: stated dimensions of what was known, each with cut points fixed beforehand in a data file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from toolkit.contrast.facts import AGE, FACTS, known_facts
from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError, nearest
from toolkit.known import measure
from toolkit.result import NOT_APPLICABLE, OK

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

EXACT, COARSE = "exact", "coarse"


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


def parted(name: str) -> tuple[str, str]:
    """Return a dimension and the form in which it is asked for: `exact` (the number itself), `` (its band) or `coarse`.

    >>> parted("age_years (coarse)"), parted("age_years")
    (('age_years', 'coarse'), ('age_years', ''))
    """
    base, _, form = name.strip().removesuffix(")").partition(" (")
    return base.strip(), form.strip()


def coarsened(name: str) -> str:
    """Return the coarse form of a dimension where it has one, else the dimension as it is.

    >>> coarsened("age_years"), coarsened("decision_kind")
    ('age_years (coarse)', 'decision_kind')
    """
    base, _ = parted(name)
    return f"{base} ({COARSE})" if base in _with_coarser() else name


def faults(wanted: Iterable[str]) -> list[str]:
    """Return what is wrong with names of dimensions, in words.

    >>> faults(["age_years (exact)", "placement_kind (exact)"])
    ['placement_kind (exact): only a number has an exact form']
    """
    found, numbers, every = [], {row["dimension"] for row in table("bands")}, dimensions()
    for name in wanted:
        base, form = parted(name)
        if base not in every:
            found.append(f"there is no dimension {name}{nearest(base, every)}")
        elif form not in ("", EXACT, COARSE):
            found.append(f"{name}: the forms are {EXACT} and {COARSE}{nearest(form, (EXACT, COARSE))}")
        elif form == EXACT and base not in numbers:
            found.append(f"{name}: only a number has an exact form")
        elif form == COARSE and base not in _with_coarser():
            found.append(f"{name}: it has no coarse form in data/contrast/coarser.csv")
    bases = [parted(name)[0] for name in wanted]
    return found + [f"{base} is there twice" for base in dict.fromkeys(bases) if bases.count(base) > 1]


def relabelled(label: str, name: str, to: str) -> str:
    """Return what a label of a dimension is called in a form of it that is as coarse or coarser.

    >>> relabelled("7", "age_years (exact)", "age_years (coarse)"), relabelled("5 to 9", "age_years", "age_years")
    ('5 to 15', '5 to 9')
    """
    (base, form), (_, wanted) = parted(name), parted(to)
    if label == NOT_APPLICABLE or form == wanted:
        return label
    if form == EXACT:
        label = band(base, float(label))
    return _coarser().get((base, label), label) if wanted == COARSE else label


def patterns(record: Record, views: pd.DataFrame, wanted: list[str], measured: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the known pattern of each view on some dimensions.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, cut, label`, as text.
        wanted: names of dimensions, each in its band, or `NAME (exact)` or `NAME (coarse)`.
        measured: result rows of the indicators among them for these views, where they have been measured already.

    Returns:
        Text by `view_id` (index), a column a dimension: the band or kind, `not applicable`, or empty where it is not known.

    Raises:
        CaseReviewError: an unknown dimension.
    """
    import pandas as pd

    _check(wanted)
    bases = {name: parted(name)[0] for name in wanted}
    indicators = [b for b in bases.values() if b not in FACTS]
    found = pd.DataFrame(index=pd.Index(sorted(views["view_id"]), name="view_id", dtype="str"))
    if indicators:
        rows = measure(record, views, indicators) if measured is None else measured
        for name in indicators:
            found[name] = _numbers(rows[rows["measure"] == name]).reindex(found.index)
    if sought := tuple(f for f in FACTS if f in bases.values()):
        facts = known_facts(record, views, wanted=sought).set_index("view_id")
        if AGE in sought:
            facts[AGE] = [f"{max(age, 0):g}" if age == age else None for age in facts[AGE]]
        found = found.join(facts)
    exact = {row["dimension"] for row in table("bands")}
    columns = {name: _in_form(found[base], f"{base} ({EXACT})" if base in exact else base, name) for name, base in bases.items()}
    return pd.DataFrame(columns, index=found.index)[wanted].astype("str")


def _in_form(labels: pd.Series, held: str, wanted: str) -> pd.Series:
    return labels.map(lambda label: relabelled(label, held, wanted) if isinstance(label, str) else None)


def _check(wanted: list[str]) -> None:
    problems = faults(wanted) if wanted else ["none is named"]
    if problems:
        raise CaseReviewError("Views cannot be compared on these dimensions", problems, f"Choose from {', '.join(dimensions())}.")


def _numbers(rows: pd.DataFrame) -> pd.Series:
    """The value of each view as text, without loss; `not applicable`; empty where it is not known."""
    import pandas as pd

    labels = [
        repr(float(r.value)).removesuffix(".0") if r.status == OK else NOT_APPLICABLE if r.status == NOT_APPLICABLE else None
        for r in rows.itertuples()
    ]
    return pd.Series(labels, index=rows["view_id"], dtype="object")


@cache
def _coarser() -> dict[tuple[str, str], str]:
    return {(row["dimension"], row["label"]): row["coarser"] for row in table("coarser")}


def _with_coarser() -> set[str]:
    return {dimension for dimension, _ in _coarser()}
