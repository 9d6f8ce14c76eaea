"""The tables and the summary of a report on drift: counted here once, and shown only as the policy of small numbers lets them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.known.catalogue import families
from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK, SUPPRESSED
from toolkit.review.wording import day_words, plural
from toolkit.study.audit import IN
from toolkit.study.audit_known import number_words
from toolkit.study.drift import named_teams, workers_in
from toolkit.study.drift_causes import seen_by
from toolkit.study.drift_chance import several
from toolkit.study.drift_flags import STANDINGS
from toolkit.study.drift_gap import gap, gap_words, in_order
from toolkit.study.drift_groups import any_of, by_month, by_team, lasting, prevalence, reasons, untold
from toolkit.study.drift_nations import held_to, with_nation
from toolkit.study.drift_own import OWN, own_told
from toolkit.study.drift_waits import wait_cohorts, waited
from toolkit.study.drift_years import by_start_year
from toolkit.study.summaries import LEAST

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from toolkit.study.audit_known import Shown
    from toolkit.study.drift import Drift

AIMS = ("purpose", "timeliness")
_ENOUGH = 28  # letters; words as short as `more than four months` need the indicator's name before them
_POPULATION = {"open cases": "with an open case", "children in care": "in care"}
_UNSAID = {
    NOT_RECORDED: "For {} the record cannot say at all: nothing on record is not the same as none.",
    INSUFFICIENT: "For {} too few children can be told.",
    SUPPRESSED: "{} are not shown, as the numbers behind them are too small or would tell of small ones.",
}
_UNSAID_HEADS = ("Not recorded", "Only at least so much", "Indicator failed")
_EXPLAINED_HEADS = ("Explained", "Explained late", "Unexplained", "Reason not recorded")


def names_of(drift: Drift, aim: str) -> list[str]:
    """Return the indicators of an aim, in their order."""
    return [i.name for i in drift.indicators if (i.aim or AIMS[1]) == aim]


def labels(drift: Drift) -> dict[str, str]:
    """Return the name of each indicator as people read it."""
    return {i.name: i.label for i in drift.indicators}


def aim_names() -> dict[str, str]:
    """Return the two aims with their words, purpose first."""
    return {aim: aim.capitalize() for aim in AIMS}


def flag_names(drift: Drift) -> dict[str, str]:
    """Return what each indicator's flag says; after the indicator's name where it says too little alone, or as another does."""
    words, beside = [i.flag.words for i in drift.indicators if i.flag], with_nation(drift)
    alone = {w for w in words if words.count(w) == 1 and len(w) >= _ENOUGH}
    said = {i.name: i.flag.words if i.flag.words in alone else f"{i.label}: {i.flag.words}" for i in drift.indicators if i.flag}
    return {name: words + beside.get(name, "") for name, words in said.items()}


def heads(drift: Drift) -> dict[str, str]:
    """Return the family of questions of each indicator."""
    return {i.name: i.family or "other" for i in drift.indicators}


def questions(drift: Drift) -> dict[str, str]:
    """Return the families of questions that are looked at, each with its question, in their order."""
    seen = {i.family for i in drift.indicators}
    return {family: question for family, question in families().items() if family in seen}


def tables(drift: Drift, flags: pd.DataFrame, changes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return all tables of the report that count anything, by name, as the policy of release lists them.

    Args:
        drift: the set.
        flags: as :func:`toolkit.study.drift_flags.measured` returns them.
        changes: as :func:`toolkit.study.drift_flags.explained` returns them.
    """
    now, before = flags[flags["month"] == drift.months[-1]], drift.months[:-1]
    every = [i.name for i in drift.indicators]
    found = {"who-is-in": _who(drift)}
    for aim in AIMS:
        names = names_of(drift, aim)
        found[aim] = prevalence(now, names)
        found[f"{aim}-before"] = by_month(flags, names, before)
        found[f"{aim}-by-team"] = _teams(drift, now, names)
    found["lasting"] = lasting(flags, every, drift.months)
    found["families"] = any_of(now, {f: [i.name for i in drift.indicators if i.family == f] for f in questions(drift)})
    found["causes"] = any_of(now, seen_by(drift))
    found["gap"] = in_order(flags, drift.months)
    found["several"] = several(now).assign(expected=lambda f: f["expected"].round().astype("int64")).set_axis(_SEVERAL, axis=1)
    found["explained"] = explained_counts(drift, changes)
    cohorts = wait_cohorts(drift)
    found["waits"], found["waits-by-year"] = waited(cohorts), by_start_year(cohorts)
    found["unsaid"] = _unsaid(drift, now, every)
    return found


_SEVERAL = ["Flags", "Children", "By chance alone"]


def _who(drift: Drift) -> pd.DataFrame:
    counts = drift.cases.groupby("standing").agg(Cases=("case_id", "count"), Families=("family", "nunique")).reset_index()
    order = counts["standing"].mask(counts["standing"] == IN, "")
    return counts.assign(order=order).sort_values("order").drop(columns="order").rename(columns={"standing": "Standing"})


def _teams(drift: Drift, now: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    teams = named_teams(drift)
    if drift.team or len(teams) < 2:
        return by_team(now, [], [], {})
    return by_team(now, names, teams, workers_in(drift.record, drift.end))


def explained_counts(drift: Drift, changes: pd.DataFrame) -> pd.DataFrame:
    """Return how many changes lie behind each indicator on the last day, and how many of them something on record explains.

    Returns:
        `Indicator`, `Changes` and one column for each standing; only indicators whose files say what a
        change is, and with changes of ten children or more: many changes may be of few children, of whom they would tell.
    """
    import pandas as pd

    heads = dict(zip(STANDINGS, ("Unexplained", "Reason not recorded", "Explained late", "Explained"), strict=True))
    children = changes.groupby("measure")["view_id"].nunique()
    counts = changes.groupby(["measure", "standing"]).size()
    rows = []
    for i in drift.indicators:
        own = {head: int(counts.get((i.name, standing), 0)) for standing, head in heads.items()}
        if "changes" in i.sections and children.get(i.name, 0) >= LEAST:
            rows.append({"Indicator": i.label, "Changes": sum(own.values()), **own})
    return pd.DataFrame(rows, columns=["Indicator", "Changes", *_EXPLAINED_HEADS])


def _unsaid(drift: Drift, now: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    words = labels(drift)
    found = untold(now, names)
    said = found.assign(label=found["measure"].map(words))[["label", "not_recorded", "insufficient", "failed"]]
    return said.set_axis(["Indicator", *_UNSAID_HEADS], axis=1)


def flag_words(drift: Drift) -> pd.DataFrame:
    """Return what each flag says: `indicator, about, flag, explained, misleads`; it counts nothing.

    `about` is its aim and its family of questions; `flag` has the threshold and its source with it, as a sheet of paper has no
    room for more columns of words.
    """
    import pandas as pd

    rows = [
        (
            i.label,
            f"{i.aim or AIMS[1]}: {i.family or 'other'}" + ("" if i.ours else f" ({OWN})"),
            f"{i.flag.words} ({i.flag.rule} {i.flag.threshold:g}; {i.flag.source})",
        )
        + (i.notes.get("explained by", "not said"), i.notes.get("misleads", "not said"))
        for i in drift.indicators
        if i.flag
    ]
    return pd.DataFrame(rows, columns=["indicator", "about", "flag", "explained", "misleads"])


def with_last(drift: Drift, shown: Shown, aim: str) -> pd.DataFrame:
    """Return the shares of an aim in all months, as they may be shown: those before the last day, and that day."""
    joined = _together(shown(f"{aim}-before"), shown(aim).assign(group=drift.months[-1]))
    places = {name: place for place, name in enumerate(names_of(drift, aim))}
    order = joined["measure"].map(places)
    return joined.assign(place=order).sort_values(["place", "group"], ignore_index=True).drop(columns="place")


def by_team_shown(shown: Shown) -> pd.DataFrame:
    """Return the shares by team of both aims, purpose first, as they may be shown."""
    return _together(*(shown(f"{aim}-by-team") for aim in AIMS))


def _together(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Two tables as they may be shown as one, with what both carry about the gate; where one is left out, so are both."""
    import pandas as pd

    joined = pd.concat([first, second], ignore_index=True)
    joined.attrs = max(first.attrs, second.attrs, key=len)
    return joined


def of_note(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table of counts, as it may be shown, in which any number is not nought."""
    numbers = frame.columns[1:]
    return frame[[any(row[c] != 0 for c in numbers) for row in frame.to_dict("records")]]


def standing_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the result rows of shares, as they may be shown, that are above nought."""
    return frame[(frame["status"] == OK) & (frame["value"].fillna(0) > 0)]


def teams_beside(drift: Drift, shown: Shown) -> pd.DataFrame:
    """Return the shares by team, as they may be shown, a row an indicator and a column a team in the order of their names.

    A cell is the share with its interval and the counts behind it.
    """
    import pandas as pd

    rows, names = by_team_shown(shown), flag_names(drift)
    teams = sorted(set(rows["group"]), key=str.casefold)
    cells = {(r["measure"], r["group"]): _team_words(r) for r in rows.to_dict("records")}
    said = [[names[m], *(cells.get((m, t), "") for t in teams)] for m in dict.fromkeys(rows["measure"])]
    found = pd.DataFrame(said, columns=["Flag", *teams])
    found.attrs = rows.attrs
    return found


def _team_words(row: dict) -> str:
    if row["status"] != OK:
        return str(row["status"])
    return f"{row['value']:.0%} ({row['lower']:.0%} to {row['upper']:.0%}), {row['numerator']} of {row['denominator']}"


def word_heads() -> dict[str, str]:
    """Return the columns of :func:`flag_words` with their headings."""
    return {
        "indicator": "Indicator",
        "about": "About",
        "flag": "Flag, with its threshold and source",
        "explained": "What may explain it",
        "misleads": "How it misleads",
    }


def gap_line(drift: Drift, flags: pd.DataFrame, shown: Shown) -> str:
    """Return the gap between timeliness and purpose on the last day in a sentence."""
    return gap_words(shown("gap"), gap(flags, drift.months[-1]), drift.months[-1])


def unsaid_why(drift: Drift, flags: pd.DataFrame) -> pd.DataFrame:
    """Return why an indicator cannot be told, in words that count nothing: `indicator`, `why`; where some are not recorded."""
    import pandas as pd

    now = flags[flags["month"] == drift.months[-1]]
    words, why = labels(drift), reasons(now, [i.name for i in drift.indicators])
    rows = [(words[i.name], why[i.name]) for i in drift.indicators if i.name in why]
    return pd.DataFrame(rows, columns=["indicator", "why"])


def summary(drift: Drift, flags: pd.DataFrame, shown: Shown) -> list[str]:
    """Return the plain-language summary of the report.

    Args:
        drift: the set; nothing is counted of it here.
        flags: of these only the gap's interval is taken.
        shown: gives a table of :func:`tables` by its name, as it may be shown; `note` says what was done to small numbers.
    """
    who = {row["Standing"]: row for row in shown("who-is-in").to_dict("records")}.get(IN, {})
    team = f" of {drift.team}" if drift.team else ""
    lines = [
        f"Looked at: {number_words(who.get('Cases'), 'child', 'children')}{team} {_POPULATION[drift.population]} on "
        f"{day_words(drift.end)}, {_span(drift)}, by {plural(len(drift.indicators), 'indicator')}.",
        "Drift is a slide of the work away from what a child needs that nobody decided and nobody explained. A flag is a reason to "
        "ask and no finding: many are there for a good reason, and the record may hold it.",
        shown.note,
        *_most(drift, shown, "purpose", "About purpose"),
        *_most(drift, shown, "timeliness", "About timeliness"),
        gap_line(drift, flags, shown),
        *_explained_words(shown),
        *held_to(drift)[:1],
        *(own_told(drift)[:1] if drift.own else []),
        *_silent(drift, shown),
    ]
    return lines


def _span(drift: Drift) -> str:
    if len(drift.days) == 1:
        return "on that day only"
    return f"and at {plural(len(drift.days) - 1, 'month end')} before it, from {day_words(drift.days[0])}"


def _most(drift: Drift, shown: Shown, aim: str, words: str) -> list[str]:
    """The first flags of an aim in their fixed order that stand for anybody; not those with the highest shares."""
    said = flag_names(drift)
    rows = [r for r in shown(aim).to_dict("records") if r["status"] == OK and r["numerator"]]
    if not rows:
        return [f"{words}: no share can be shown."]
    parts = [f"{said[r['measure']]}: {r['numerator']} of {r['denominator']} children ({r['value']:.0%})" for r in rows[:3]]
    more = f"; and {len(rows) - 3} more below" if len(rows) > 3 else ""
    return [f"{words}, in the order in which they are asked: {'; '.join(parts)}{more}."]


def _explained_words(shown: Shown) -> list[str]:
    rows = shown("explained").to_dict("records")
    if not rows:
        return []
    totals = {head: [r[head] for r in rows] for head in ("Unexplained", "Explained")}
    sums = {head: sum(n for n in cells if isinstance(n, int)) for head, cells in totals.items()}
    if not any(sums.values()):
        return []
    return [
        f"Of the changes behind these flags at least {sums['Explained']:,} have a reason on record in time, and at least "
        f"{sums['Unexplained']:,} have none though decisions are kept. What is hidden for being small is in neither number."
    ]


def _silent(drift: Drift, shown: Shown) -> list[str]:
    rows = [r for aim in AIMS for r in shown(aim).to_dict("records")]
    lines = []
    for status, words in _UNSAID.items():
        silent = sum(r["status"] == status for r in rows)
        if silent:
            lines.append(words.format(plural(silent, "indicator")).capitalize())
    idle = sum(r["status"] == NOT_APPLICABLE for r in rows)
    return lines + ([f"{plural(idle, 'indicator')} applied to no child here."] if idle else [])
