"""Which values of an indicator stand beyond the threshold of its header: yes, no, cannot say, or does not apply."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, OK

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from toolkit.known.catalogue import Flag, Indicator

YES, NO, CANNOT_SAY, DOES_NOT_APPLY = "yes", "no", "cannot say", "does not apply"
ANSWERS = (YES, NO, CANNOT_SAY, DOES_NOT_APPLY)
_GROWING = ("at least", "above")


def is_beyond(flag: Flag, value: float) -> bool:
    """Return whether a value stands beyond the threshold of a flag.

    >>> from toolkit.known.catalogue import Flag
    >>> six_weeks = Flag("above", 42, "not seen for more than six weeks", "a regulation")
    >>> is_beyond(six_weeks, 42), is_beyond(six_weeks, 43)
    (False, True)
    """
    return {
        "below": value < flag.threshold,
        "at most": value <= flag.threshold,
        "above": value > flag.threshold,
        "at least": value >= flag.threshold,
    }[flag.rule]


def with_flags(rows: pd.DataFrame, indicators: Iterable[Indicator]) -> pd.DataFrame:
    """Return result rows with the answer of each indicator's flag.

    An exact value decides. One that is only known to be *at least* so much decides where it could not decide otherwise: beyond a
    threshold that it has passed already, and surely not below one. All else that has no value cannot be told, but for what does
    not apply.

    Args:
        rows: result rows; needs `measure`, `status`, `value` and `lower`.
        indicators: the indicators of these measures; rows of a measure without a flag are left out.

    Returns:
        The rows with a column `flag`: one of :data:`ANSWERS`. Their order and index stay.

    >>> import pandas as pd
    >>> from toolkit.known import catalogue
    >>> rows = pd.DataFrame({"measure": "none", "status": ["ok"], "value": [1.0], "lower": [1.0]})
    >>> len(with_flags(rows, catalogue()))
    0
    """
    import pandas as pd

    flags = {i.name: i.flag for i in indicators if i.flag}
    told = rows[rows["measure"].isin(list(flags))]
    answers = [_answers(flags[name], part) for name, part in told.groupby("measure", sort=False)]
    found = pd.concat(answers) if answers else pd.Series(dtype="str")
    return told.assign(flag=found.reindex(told.index).astype("str"))


def _answers(flag: Flag, rows: pd.DataFrame) -> pd.Series:
    import pandas as pd

    exact, least = rows["status"] == OK, rows["lower"].fillna(-math.inf)
    beyond = is_beyond(flag, rows["value"].where(exact, least))  # type: ignore[arg-type] # a column at a time
    growing = flag.rule in _GROWING
    decided = exact | ((rows["status"] == INSUFFICIENT) & (beyond if growing else ~beyond))
    said = pd.Series(CANNOT_SAY, index=rows.index, dtype="str").mask(decided & beyond, YES).mask(decided & ~beyond, NO)
    return said.mask(rows["status"] == NOT_APPLICABLE, DOES_NOT_APPLY)
