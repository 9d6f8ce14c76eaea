"""What is common and where: the share of children whose flag stands, by indicator, month, team and cause, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.flagged import CANNOT_SAY, DOES_NOT_APPLY, NO, YES
from toolkit.result import INSUFFICIENT, NOT_RECORDED, OK
from toolkit.study.drift_flags import told
from toolkit.study.summaries import flag_row, result_frame, share_row

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

WORKERS = "workers"
FEWEST = 5  # as in the policy of small numbers; where an agency's is higher, the gate hides what is left


def prevalence(flags: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the share of children whose flag stands, one row an indicator.

    Args:
        flags: flags of one day, as :func:`toolkit.study.drift_flags.measured` returns them.
        names: the indicators, in the order of the rows.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`. A share is of the children to whom it applies and of whom the record says
        something; where that does not decide, they count from both sides: not as standing, and the interval reaches to where they
        are. `missing` are those of whom it is not recorded. The interval is by family.
    """
    return by_group(flags.assign(everybody=""), names, "everybody", [""])


def by_group(flags: pd.DataFrame, names: Sequence[str], column: str, groups: Sequence[str]) -> pd.DataFrame:
    """Return the share of children whose flag stands by indicator and group, one child a row within each.

    Args:
        flags: flags; of one day, or grouped by month.
        names: the indicators, in the order of the rows.
        column: the column that holds the group.
        groups: the groups in their fixed order; never one by value.

    Returns:
        As :func:`prevalence`; an indicator that applies to nobody of a group has a row that says so.
    """
    parts = dict(iter(flags.groupby(["measure", column], sort=False)))
    empty = flags.iloc[:0]
    rows = []
    for name in names:
        for group in groups:
            part = parts.get((name, group), empty)
            rows.append(flag_row(name, part, part["cluster"], group))
    return result_frame(rows)


def by_month(flags: pd.DataFrame, names: Sequence[str], months: Sequence[str]) -> pd.DataFrame:
    """Return the share of children whose flag stands by indicator and month; each month is of those who were in the set then."""
    return by_group(flags, names, "month", months)


def by_team(flags: pd.DataFrame, names: Sequence[str], teams: Sequence[str], workers: Mapping[str, int]) -> pd.DataFrame:
    """Return the share of children whose flag stands by indicator and team, and how many people work in each team.

    An indicator is here for all teams or for none: only where in each at least five children have the flag and five do not. So no
    team's number is hidden beside the others', from which it could be worked out.

    Args:
        flags: flags of one day.
        names: the indicators, in the order of the rows.
        teams: the teams in the order of their names.
        workers: how many people work in each; the gate hides a team of too few, and never shows the number.

    Returns:
        As :func:`prevalence`, but `missing` is empty: it is told of all teams together. One row a team of the measure `workers`.
    """
    staff = [_workers(team, workers.get(team, 0)) for team in teams]
    inside = flags[flags["team"].isin(list(teams))]
    sides = told(inside).groupby(["measure", "team", "flag"]).size()
    large = [n for n in names if all(sides.get((n, t, side), 0) >= FEWEST for t in teams for side in (YES, NO))]
    rows = by_group(inside, large, "team", teams)
    kept = rows["measure"].map(rows.groupby("measure")["status"].agg(lambda s: (s == OK).all())).astype("bool")
    return result_frame([*staff, *(row | {"missing": None} for row in rows[kept].to_dict("records"))])


def _workers(team: str, number: int) -> dict:
    return {"measure": WORKERS, "group": team, "view_id": "", "value": float(number), "unit": "workers", "status": OK, "reason": ""}


def any_of(flags: pd.DataFrame, sets: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return, for each set of indicators, the share of children of whom at least one of its flags stands.

    A child of whom one stands counts as yes; one of whom all that apply can be told, and none stands, as no. Where none stands
    and something cannot be told, the child counts from both sides if any of the set can be told, and as missing if none can.

    Args:
        flags: flags of one day.
        sets: what heads the row → its indicators.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, one row a set, in their order.
    """
    return result_frame([_any_row(name, flags[flags["measure"].isin(list(of))]) for name, of in sets.items()])


def _any_row(name: str, flags: pd.DataFrame) -> dict:
    children = answers(flags)
    counted = children[children["standing"] + children["clear"] > 0]
    missing = int(((children["standing"] + children["clear"] == 0) & (children["unknown"] > 0)).sum())
    had = counted["standing"] > 0
    return share_row(name, had, counted["cluster"], missing, untold=~had & (counted["unknown"] > 0))


def answers(flags: pd.DataFrame) -> pd.DataFrame:
    """Return how many flags stand, are clear and cannot be told for each child.

    Returns:
        Index `case_id`; `cluster, standing, clear, unknown`.
    """
    import pandas as pd

    marks = pd.DataFrame(
        {
            "case_id": flags["case_id"],
            "cluster": flags["cluster"],
            "standing": (flags["flag"] == YES).astype("int64"),
            "clear": (flags["flag"] == NO).astype("int64"),
            "unknown": (flags["flag"] == CANNOT_SAY).astype("int64"),
        }
    )
    return marks.groupby("case_id", sort=True).agg({"cluster": "first", "standing": "sum", "clear": "sum", "unknown": "sum"})


def untold(flags: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return what the record cannot say, by indicator, in children.

    Args:
        flags: flags of one day.
        names: the indicators, in the order of the rows.

    Returns:
        `measure, children` (looked at, all told), `told, does_not_apply, insufficient` (known only to be at least so much, and that
        does not decide), `not_recorded` and `failed` (the indicator itself failed).
    """
    import pandas as pd

    rows = [_untold(name, flags[flags["measure"] == name]) for name in names]
    columns = ["measure", "children", "told", "does_not_apply", "insufficient", "not_recorded", "failed"]
    return pd.DataFrame(rows, columns=columns)


def _untold(name: str, part: pd.DataFrame) -> dict:
    unknown, status = part["flag"] == CANNOT_SAY, part["status"]
    silent = unknown & (status == NOT_RECORDED)
    unsure = unknown & (status == INSUFFICIENT)
    return {
        "measure": name,
        "children": len(part),
        "told": len(told(part)),
        "does_not_apply": int((part["flag"] == DOES_NOT_APPLY).sum()),
        "insufficient": int(unsure.sum()),
        "not_recorded": int(silent.sum()),
        "failed": int((unknown & ~silent & ~unsure).sum()),
    }


def reasons(flags: pd.DataFrame, names: Sequence[str]) -> dict[str, str]:
    """Return why an indicator is not recorded, in the words of most of its rows; no entry where it is for everybody."""
    silent = flags[(flags["status"] == NOT_RECORDED) & flags["measure"].isin(list(names))]
    return {str(name): str(part["reason"].mode().iloc[0]) for name, part in silent.groupby("measure", sort=True)}


def lasting(flags: pd.DataFrame, names: Sequence[str], months: Sequence[str]) -> pd.DataFrame:
    """Return the share of children whose flag stood in every month, of those who were in the set and could be told in each.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, one row an indicator; `missing` are children who were in the set in every
        month and cannot be told in one of them. To whom it does not apply in a month is not in the denominator.
    """
    return result_frame([_lasting(name, flags[flags["measure"] == name], months) for name in names])


def _lasting(name: str, own: pd.DataFrame, months: Sequence[str]) -> dict:
    wide = own.pivot(index="case_id", columns="month", values="flag").reindex(columns=list(months)).dropna()
    wide = wide[(wide != DOES_NOT_APPLY).all(axis=1)]
    sure = wide[(wide != CANNOT_SAY).all(axis=1)]
    cluster = own.drop_duplicates("case_id").set_index("case_id")["cluster"].reindex(sure.index)
    return share_row(name, (sure == YES).all(axis=1), cluster, len(wide) - len(sure))
