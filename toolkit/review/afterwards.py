"""What came later in one reviewed case: only for the part of a page that is closed until somebody opens it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.contrast import classes_and_details
from toolkit.contrast.settings import table
from toolkit.known import views as moments
from toolkit.known.statements import shown_and_held_back
from toolkit.later import outcomes
from toolkit.later.catalogue import outcome_words
from toolkit.later.follow import ANSWERS, held_back
from toolkit.record.identity import numbers_of
from toolkit.record.kept import kept
from toolkit.record.restricted import in_words
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.review import held
from toolkit.review.cover import cover_at, with_ledger, without_untold
from toolkit.review.decided import later_words
from toolkit.review.factors import lines
from toolkit.review.stood import without
from toolkit.review.wording import day_only, days_in_words, options_words, plural, shorter

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record
    from toolkit.review.case import ReviewedCase

_THING = ["table", "entity_id"]
_NO_VERDICT = (
    "An ending does not show whether a decision was good. Decisions that were well made can end badly, and the other way round."
)


def summary(case: ReviewedCase, horizon_days: int) -> list[str]:
    """Return the plain-language summary of the afterwards part."""
    came = case.at_last(_shown(_followed(case, horizon_days)))
    shut = held_back(came)
    came = came[~shut]
    by = {answer: came[came["answer"] == answer].sort_values(["followed_to", "outcome"]) for answer in ANSWERS}
    lines = [f"After the last decision, within {horizon_days} days: {_in_words(row)}." for row in by["yes"].to_dict("records")]
    if shut.any():
        lines.append(f"Of {plural(int(shut.sum()), 'outcome')} it is held back what came, as it is restricted.")
    lines += [_before_it(detail, part) for detail, part in by["competing end"].groupby("detail", sort=False)]
    if len(by["no"]):
        lines.append(f"Not on record within {horizon_days} days after it: {_named(by['no'])}.")
    if unknown := [_named(by[answer]) for answer in ("censored", "not recorded") if len(by[answer])]:
        lines.append(f"Cannot be said: {', '.join(unknown)}. No news is not good news.")
    if not lines:
        reasons = ", ".join(sorted(set(came["reason"].dropna())))
        lines.append(f"No outcome that is looked for applies at the last decision ({reasons}).")
    if more := len(moments.undated_decisions(case.record, [case.case_id])) - case.undated:
        lines.append(f"{plural(more, 'further decision')} without a day on which it was made came on record only later.")
    if n := len(recorded_after(case)):
        lines.append(f"{plural(n, 'entry', 'entries')} of what happened after it {'stands' if n == 1 else 'stand'} below, by day.")
    return [*lines, *_held_back(case), _NO_VERDICT]


def _held_back(case: ReviewedCase) -> list[str]:
    """What came on record only later and may not be shown."""
    later = {thing: why for thing, why in case.restricted_now.items() if thing not in case.held_back}
    return [f"Written down later and held back: {in_words(Counter(later.values()))}."] if later else []


def came_later(case: ReviewedCase, horizon_days: int) -> pd.DataFrame:
    """Return the outcomes after each decision: a row a decision and outcome that can apply to it, none for what is held back.

    Columns: `decision`, `outcome`, `answer`, `on` (ISO day), `detail`, `followed_to`, `reason`.
    """
    rows = _shown(_followed(case, horizon_days)).merge(case.views[["view_id", "name"]], on="view_id")
    rows = rows[(rows["answer"] != "not applicable") & ~held_back(rows)]
    order = rows["name"].str[1:].astype(int)
    said = {column: rows[column].map(days_in_words, na_action="ignore").astype("str") for column in ("detail", "reason")}
    rows = rows.assign(order=order, outcome=rows["outcome"].str.replace("_", " "), **said).sort_values(
        ["order", "outcome"], ignore_index=True
    )
    return rows.rename(columns={"name": "decision", "happened_on": "on"})[
        ["decision", "outcome", "answer", "on", "detail", "followed_to", "reason"]
    ]


def came(case: ReviewedCase, horizon_days: int, whose: str) -> pd.DataFrame:
    """Return what came after the decisions, each event once with the decisions that it came after.

    Args:
        case: the case.
        horizon_days: days followed after each decision.
        whose: `system` (what services record of their own course) or `child` (how it went for the child); which outcomes are of
            which, and which are shown, stands with the reason in `data/review/came_later.csv`.

    Returns:
        `outcome` (in words), `answer`, `on` (ISO day), `detail`, `after` (names of decisions), `followed_to` (ISO days, from the
        earliest to the latest), `reason`; the outcomes in the file's order, none for what is held back or cannot apply.
    """
    order = {row["outcome"].replace("_", " "): n for n, row in enumerate(lines("came_later")) if row["whose"] == whose}
    rows = came_later(case, horizon_days)
    rows = rows[rows["outcome"].isin(order)].fillna("")
    keys = ["outcome", "answer", "on", "detail", "reason"]
    both = rows.groupby(keys, as_index=False, sort=False).agg(
        after=("decision", ", ".join), first=("followed_to", "min"), last=("followed_to", "max")
    )
    spans = both["first"].where(both["first"] == both["last"], both["first"] + " to " + both["last"])
    both = both.assign(followed_to=spans, order=both["outcome"].map(order))
    both = both.sort_values("order", kind="stable", ignore_index=True)
    both = both.assign(outcome=both["outcome"].str.replace(" ", "_").map(outcome_words()))
    return both[["outcome", "answer", "on", "detail", "after", "followed_to", "reason"]]


def recorded_after(case: ReviewedCase) -> pd.DataFrame:
    """Return what happened, began or ended after the last decision, as the record has it now: a row a thing, by day.

    It is of every part of the record; recollections, what is held back, and plans that no entry confirmed are left out.

    Columns: `on` (ISO day), `part` (of the record), `words`, `written_on` (ISO day on which it stood so), all texts.
    """
    return once(case, "recorded after", lambda: _recorded_after(case))


def _recorded_after(case: ReviewedCase) -> pd.DataFrame:
    import pandas as pd

    rows = without(_stands_now(case), case.closed)[0]
    last = pd.Timestamp(case.last[:10])
    before = case.at_last(case.stood)
    stood = set(before.loc[before["state"] == "happened", "entity_id"]) | {case.views["decision_id"].iloc[-1]}
    had_ended = rows["entity_id"].isin(before.loc[before["ended_on"].notna(), "entity_id"])
    fresh = (rows["occurred_on"] >= last) & ~rows["entity_id"].isin(stood)
    ended = ~fresh & ~had_ended & (rows["ended_on"] >= last)
    told = rows.assign(on=rows["occurred_on"].where(fresh, rows["ended_on"]), fresh=fresh)[fresh | ended]
    told = told.sort_values(["on", "table", "entity_id"])
    said = [(r["on"], r["table"].replace("_", " "), _after_words(r), r["recorded_on"]) for r in told.to_dict("records")]
    found = pd.DataFrame(said, columns=["on", "part", "words", "written_on"])
    return found.assign(**{day: found[day].astype("str").str[:10] for day in ("on", "written_on")}).astype("str")


def _after_words(row: dict) -> str:
    import pandas as pd

    if not row["fresh"]:
        return f"Ended. {shorter(row['words'])}"
    return shorter(row["words"]) + ("" if pd.isna(row["ended_on"]) else f" (to {day_only(row['ended_on'])})")


def _stands_now(case: ReviewedCase) -> pd.DataFrame:
    """What stands in the record as having happened on the last day on which anything was written of the case."""
    tables = tuple(t for t in STATEMENT_TABLES if t in case.record.held and t != "account")
    each = " UNION ALL ".join(f'SELECT recorded_at FROM "{t}" WHERE list_contains($numbers, case_id)' for t in tables)
    con = case.record.connect()
    try:
        until = con.execute(
            f"SELECT strftime(max(recorded_at), '%Y-%m-%d') FROM ({each})", {"numbers": numbers_of(con, case.case_id)}
        )
        day = until.fetchall()[0][0]
    finally:
        con.close()
    view = case.views.tail(1).assign(view_id="now", as_of=day, cut="", decision_id="")
    rows = shown_and_held_back(case.record, view, tables)[0]
    return rows[rows["state"] == "happened"].reset_index(drop=True)


def who_held(case: ReviewedCase) -> pd.DataFrame:
    """Return the ledger's classes at each decision from all that the record came to hold, with what happened after (K5)."""
    counts = without_untold(classed(case)[0], with_ledger(cover_at(case.record, case.views), case.views))
    return case.views[["view_id", "name"]].merge(counts, on="view_id").drop(columns=["view_id", "entities"])


def written_later(case: ReviewedCase) -> pd.DataFrame:
    """Return what was so at a decision and came onto the record only after the last one: a row a thing, by the day it happened.

    Columns: `occurred_on` and `written_on` (ISO days; the first is empty where no day is on record), `words`, `why`, and `at`:
    the decisions at which it was so, or `perhaps` was, where its day is not exact enough or is the decision's own.
    """
    details = classed(case)[1].merge(case.views[["view_id", "name"]], on="view_id").merge(_first_written(case), on=_THING)
    sure, maybe = (details.index.isin(found(details).index) for found in (held.not_written, held.perhaps))
    details = details.assign(
        sure=sure, order=details["name"].str[1:].astype(int), at=details["name"].where(sure, "perhaps " + details["name"])
    )
    late = details[sure | maybe].sort_values("order")
    shown = late.sort_values(["sure", "order"], ascending=[False, True]).drop_duplicates(_THING).drop(columns="at")
    shown = shown.merge(late.groupby(_THING, as_index=False).agg(at=("at", ", ".join)), on=_THING)
    return shown.sort_values(["occurred_on", "entity_id"], ignore_index=True)[["occurred_on", "words", "why", "written_on", "at"]]


def _first_written(case: ReviewedCase) -> pd.DataFrame:
    """The things of the case that came onto the record only after the last decision, with the day on which they did."""
    each = " UNION ALL ".join(
        f"""
        SELECT '{row["table"]}' AS "table", entity_id, strftime(min(recorded_at), '%Y-%m-%d') AS written_on
        FROM "{row["table"]}" WHERE list_contains($numbers, case_id) GROUP BY entity_id HAVING min(recorded_at) > $last"""
        for row in table("universe")
    )
    con = case.record.connect()
    try:
        return con.execute(each, {"numbers": numbers_of(con, case.case_id), "last": case.last_instant}).df()
    finally:
        con.close()


def decided_later(case: ReviewedCase) -> pd.DataFrame:
    """Return what was written of the decisions only later, as it stands in the end, where it says something else than before.

    Columns: `decision`, `written_on` (ISO day), and what was written, empty where nothing was: `kind`, `options`, `chosen`,
    `reason`, `uncertainty`.
    """
    rows = later_words(case.record, case.views, case.last_instant).merge(case.views[["decision_id", "name"]], on="decision_id")
    rows = rows.assign(order=rows["name"].str[1:].astype(int)).sort_values("order", ignore_index=True)
    rows = rows.assign(options=rows["options"].map(options_words, na_action="ignore"))
    return rows.rename(columns={"name": "decision"})[
        ["decision", "written_on", "kind", "options", "chosen", "reason", "uncertainty"]
    ]


def classed(case: ReviewedCase) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return who had what at each decision, from all that the record came to hold, counted and thing by thing."""
    return once(case, "classed", lambda: classes_and_details(case.record, case.views))


def _followed(case: ReviewedCase, horizon_days: int) -> pd.DataFrame:
    """What came after each decision of the case."""
    rows = followed_of_all(case, horizon_days)
    return rows[rows["view_id"].isin(case.views["view_id"])].reset_index(drop=True)


def followed_of_all(case: ReviewedCase, horizon_days: int, more: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return what came after each decision of this child and of all others: one look serves the case and its reference classes.

    Args:
        case: the case.
        horizon_days: days followed after each decision.
        more: outcomes beside those that a learning review shows.
    """
    import pandas as pd

    record, views, names = case.everybody, decisions_of_all(case), shown_outcomes()
    parts = [names, *([more] if more else [])]
    rows = pd.concat([_look(case, record, views, horizon_days, part) for part in parts], ignore_index=True)
    return rows[rows["view_id"].isin(own_and_others(case)["view_id"])].reset_index(drop=True)


def _look(case: ReviewedCase, record: Record, views: pd.DataFrame, horizon_days: int, names: tuple[str, ...]) -> pd.DataFrame:
    what = ("followed", horizon_days, *names)
    return once(
        case,
        " ".join(map(str, what)),
        lambda: kept(record, what, lambda: outcomes(record, views, horizon_days, list(names), bounds=True)),
    )


def shown_outcomes() -> tuple[str, ...]:
    """Return the outcomes that a learning review shows; the reasons stand in `data/review/came_later.csv`.

    >>> "goals_reached" in shown_outcomes()
    True
    """
    return tuple(row["outcome"] for row in lines("came_later") if row["shown"] == "yes")


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["outcome"].isin(shown_outcomes())]


def decisions_of_all(case: ReviewedCase) -> pd.DataFrame:
    """Return the views before the decisions of all children on record."""
    record = case.everybody
    return once(case, "decisions", lambda: kept(record, ("decisions",), lambda: moments.decisions(record)))


def once(case: ReviewedCase, what: str, work: Callable[[], Any]) -> Any:
    """Return what some work gives, which is done once for a case."""
    if what not in case.afterwards:
        case.afterwards[what] = work()
    return case.afterwards[what]


def own_and_others(case: ReviewedCase) -> pd.DataFrame:
    """Return the views of this case and the decisions of all other children."""
    import pandas as pd

    others = decisions_of_all(case)
    own = case.views[others.columns]
    return pd.concat([others[others["case_id"] != case.case_id], own], ignore_index=True)


def _named(rows: pd.DataFrame) -> str:
    return ", ".join(sorted(rows["outcome"].map(outcome_words())))


def _before_it(detail: str, rows: pd.DataFrame) -> str:
    """Something final that came first, such as a death."""
    return (
        f"{detail[:1].upper()}{detail[1:]} on {day_only(rows['followed_to'].iloc[0])}; not on record before that: {_named(rows)}."
    )


def _in_words(row: dict) -> str:
    detail = f" ({days_in_words(row['detail'])})" if isinstance(row["detail"], str) and row["detail"] else ""
    return f"{outcome_words()[row['outcome']]} on {day_only(row['happened_on'])}{detail}"
