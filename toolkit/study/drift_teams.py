"""Teams beside each other: limits that allow for size, for how teams differ anyway, and for how many comparisons are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.flagged import YES
from toolkit.result import OK
from toolkit.stats.comparisons import adjusted, chance_flags, outside_by_chance, share_dispersion, share_limits, share_p
from toolkit.stats.prevalence import repeated_share
from toolkit.study.drift import named_teams
from toolkit.study.drift_flags import told
from toolkit.study.summaries import LEAST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from toolkit.study.drift import Drift

COLUMNS = ("measure", "team", "share", "size", "target", "tau", "plain", "allowing", "p", "adjusted")
WITHIN, OUTSIDE_95, OUTSIDE = "within", "outside 95%", "outside 99.8%"
_WARNING, _ALARM = 0.95, 0.998


def compared(flags: pd.DataFrame, names: Sequence[str], teams: Sequence[str]) -> pd.DataFrame:
    """Return each team's share of child-months with a flag beside that of all teams together, indicator by indicator.

    A child looked at in six months is one child six times: the family is the cluster of all that it brings, and a team's size
    is the
    number of independent child-months that would say as much (:func:`toolkit.stats.prevalence.repeated_share`). Teams of fewer
    than ten such are left out, and so is an indicator with fewer than two teams, or that all or none have.

    Args:
        flags: flags of all months.
        names: the indicators, in the order of the rows.
        teams: the teams, in the order of their names.

    Returns:
        :data:`COLUMNS`: `share` of the team, its effective `size` (whole number), the `target` (share of all together), `tau`
        (how far
        teams differ beyond chance), where the team lies by the limits of its size alone (`plain`) and by those that allow for tau
        (`allowing`): `within`, `outside 95%` or `outside 99.8%`; `p`, and `adjusted` for all comparisons in the frame.

    Source: Spiegelhalter 2005, Statistics in Medicine 24:1185-1202, and Quality and Safety in Health Care 14:347-351; Benjamini &
    Hochberg 1995, JRSS B 57:289-300.
    """
    import pandas as pd

    sure = told(flags[flags["team"].isin(list(teams))])
    parts = dict(iter(sure.groupby(["measure", "team"], sort=False)))
    rows = [row for name in names for row in _measure(name, {t: parts[name, t] for t in teams if (name, t) in parts})]
    found = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    return found.assign(adjusted=adjusted(found["p"].tolist()))


def teams_of(drift: Drift, flags: pd.DataFrame) -> pd.DataFrame:
    """Return :func:`compared` for the teams of a set; without rows where it is of one team."""
    return compared(flags, [i.name for i in drift.indicators], [] if drift.team else named_teams(drift))


def _about(number: float) -> str:
    """A number that may be far below one, so that it never reads as none."""
    return f"{number:.1f}" if number >= 1 else f"{number:.2g}"


def outside(found: pd.DataFrame, shown: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the comparisons outside the limits of 95% by size alone, in words: `indicator, team, plain, allowing`.

    Args:
        found: as :func:`compared` returns them.
        shown: the shares by team as they may be shown: a comparison of which the share is hidden is left out.
        names: indicator to its name as people read it.
    """
    import pandas as pd

    open_ = {(r["measure"], r["group"]) for r in shown.to_dict("records") if r["status"] == OK}
    told = [r for r in found.to_dict("records") if r["plain"] != WITHIN and (r["measure"], r["team"]) in open_]
    rows = [(names.get(r["measure"], r["measure"]), r["team"], r["plain"], r["allowing"]) for r in told]
    return pd.DataFrame(rows, columns=["indicator", "team", "plain", "allowing"])


def _measure(name: str, by_team: dict[str, pd.DataFrame]) -> list[dict]:
    shares = {t: repeated_share((part["flag"] == YES).tolist(), part["cluster"].tolist()) for t, part in by_team.items()}
    shares = {t: s for t, s in shares.items() if round(s.effective_n) >= LEAST}
    total = sum(s.n for s in shares.values())
    target = sum(s.k for s in shares.values()) / total if total else 0.0
    if len(shares) < 2 or not 0 < target < 1:
        return []
    sizes = {t: round(s.effective_n) for t, s in shares.items()}
    counts = {t: min(sizes[t], round(s.value * sizes[t])) for t, s in shares.items()}
    tau = share_dispersion(list(counts.values()), list(sizes.values())).tau
    return [
        {
            "measure": name,
            "team": team,
            "share": shares[team].value,
            "size": sizes[team],
            "target": target,
            "tau": tau,
            "plain": _place(shares[team].value, sizes[team], target),
            "allowing": _place(shares[team].value, sizes[team], target, tau),
            "p": share_p(counts[team], sizes[team], target, tau),
        }
        for team in shares
    ]


def _place(share: float, size: int, target: float, tau: float = 0.0) -> str:
    for level, word in ((_ALARM, OUTSIDE), (_WARNING, OUTSIDE_95)):
        limits = share_limits(target, size, level, tau)
        if not limits.lower <= share <= limits.upper:
            return word
    return WITHIN


def by_chance(found: pd.DataFrame) -> list[str]:
    """Return sentences on how many comparisons were made, how many lie outside, and how many chance alone would put there."""
    if found.empty:
        return ["No two teams are large enough here to be held side by side."]
    teams, measures = found["team"].nunique(), found["measure"].nunique()
    lines = [f"{len(found)} comparisons: {measures} indicators in {teams} teams, each with all months, by family."]
    for level, words in ((_WARNING, "95%"), (_ALARM, "99.8%")):
        chances = [outside_by_chance(r.target, int(r.size), level) for r in found.itertuples()]
        alone = chance_flags(chances)
        outside = (OUTSIDE,) if level == _ALARM else (OUTSIDE, OUTSIDE_95)
        plain, allowing = (int(found[c].isin(list(outside)).sum()) for c in ("plain", "allowing"))
        lines.append(
            f"Outside the limits of {words}: {plain} by size alone. Chance alone would put about {_about(alone.value)} there, and "
            f"seldom more than {alone.upper:.0f}. Once it is allowed for that teams differ anyway: {allowing}."
        )
    left = int((found["adjusted"] < 1 - _WARNING).sum())
    lines.append(
        f"Adjusted for the number of comparisons (Benjamini and Hochberg, 5%) as well: {left}. What teams have in common, such as "
        "families and indicators that measure alike, makes the range of chance wider than this."
    )
    if teams < LEAST:
        lines.append(
            f"How far teams differ anyway cannot be learnt well from {teams} of them: the limits that allow for it are wide."
        )
    return lines
