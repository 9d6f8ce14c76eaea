"""Parameters that a person gives an indicator for a run: checked before anything runs, and said in the rows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from toolkit.errors import CaseReviewError, nearest
from toolkit.known.indicator import Indicator


def with_given(every: dict[str, Indicator], given: Mapping[str, Mapping[str, float]]) -> dict[str, Indicator]:
    """Return indicators with the parameters that they are given in place of their defaults.

    Args:
        every: indicators by name.
        given: by indicator, values by parameter.

    Raises:
        CaseReviewError: unknown indicators and parameters, each with the nearest name, and values that are not finite numbers.
    """
    problems = [p for name, values in given.items() for p in _problems(name, values, every)]
    if problems:
        raise CaseReviewError(
            "These parameters cannot be given", problems, "`casereview indicators NAME` shows the parameters of an indicator."
        )
    return {n: replace(i, given=dict(given[n])) if given.get(n) else i for n, i in every.items()}


def _problems(name: str, values: Mapping[str, float], every: dict[str, Indicator]) -> list[str]:
    if not isinstance(values, Mapping):
        return [f"{name}: give its parameters by name, such as {{'months': 6}}"]
    if name not in every:
        return [f"there is no indicator {name}{nearest(str(name), every)}"]
    if every[name].failure:
        return []
    known = [p.name for p in every[name].parameters]
    return [
        *(_unknown(name, p, known) for p in values if p not in known),
        *(f"{name}.{p}: {v} is not a number" for p, v in values.items() if p in known and not _is_number(v)),
    ]


def _unknown(name: str, parameter: str, known: list[str]) -> str:
    has = f"has {', '.join(known)}" if known else "has none"
    return f"{name} has no parameter {parameter}{nearest(str(parameter), known)}; it {has}"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) < 2**53


def parsed(texts: Iterable[str]) -> dict[str, dict[str, float]]:
    """Return parameters as they are written on the command line, `NAME.PARAM=VALUE`, by indicator and name.

    Raises:
        CaseReviewError: texts of another form, and a parameter that is given twice.

    >>> parsed(["times_missing.months=6"])
    {'times_missing': {'months': 6}}
    """
    found: dict[str, dict[str, float]] = {}
    problems = []
    for text in texts:
        match = re.fullmatch(r"\s*([^.=]+)\.(\w+)\s*=\s*([+-]?\d+(?:\.\d+)?)\s*", text, flags=re.ASCII)
        if not match:
            problems.append(f"{text} is not of the form NAME.PARAM=NUMBER, such as times_missing.months=6")
        elif match[2] in found.setdefault(match[1], {}):
            problems.append(f"{match[1]}.{match[2]} is given twice")
        else:
            found[match[1]][match[2]] = float(match[3]) if "." in match[3] else int(match[3])
    if problems:
        raise CaseReviewError("These parameters cannot be given", problems, "Write --set NAME.PARAM=NUMBER, once for each.")
    return found


def in_words(indicator: Indicator) -> str:
    """Return what the rows of an indicator say of where it comes from: parameters other than its own, and whose code it is.

    >>> from toolkit.known.catalogue import chosen
    >>> in_words(chosen(["times_missing"], given={"times_missing": {"months": 6}})[0])
    'with months = 6'
    """
    defaults = {p.name: p.default for p in indicator.parameters}
    given = [f"{n} = {v:g}" for n, v in sorted(indicator.given.items()) if v != defaults.get(n)]
    return "; ".join([*([f"with {', '.join(given)}"] if given else []), *([] if indicator.ours else ["user code"])])
