"""The two-clock timeline of one case: when each thing was so, and when it came to stand in the record."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from toolkit.draw.drawing import BLUE, INK, PALE, RULE, SOFT, VERMILLION, Drawing, canvas, counted, finish, lay_out, line, shortened
from toolkit.errors import CaseReviewError, nearest
from toolkit.review.wording import day_only

if TYPE_CHECKING:
    import pandas as pd

LANES = (
    "status",
    "case",
    "legal",
    "placement",
    "involvement",
    "worker",
    "need",
    "goal",
    "action",
    "review",
    "visit",
    "information",
    "incident",
)
SPELLS = frozenset({"status", "case", "legal", "placement", "involvement", "worker", "need", "goal", "action"})
HAPPENED, PLANNED, CALLED_OFF, SAME_DAY = "happened", "planned", "called off", "same day"
STATEMENT_COLUMNS = ("table", "occurred_on", "ended_on", "recorded_at", "state", "words")
DECISION_COLUMNS = ("as_of", "label")
_LANE_ROWS, _LANE_WORDS = 6, 24  # rows of a lane at most; letters of its name
_ROW = 0.21
_ABOVE, _BELOW = 0.5, 0.56  # inches: three rows of decisions' names; the days and the legend
_LEGEND_ACROSS, _LEGEND_LINE = 6, 0.17  # names beside each other; inches for a second line of them
_LASTED: dict[str, Any] = {"color": BLUE, "linewidth": 2.6, "alpha": 0.45, "zorder": 2}
_POINT: dict[str, Any] = {
    "linestyle": "none",
    "color": BLUE,
    "zorder": 5,
    "markersize": 4.2,
    "markerfacecolor": "white",
    "markeredgewidth": 1.1,
    "clip_on": False,
}
_LATE: dict[str, Any] = {"color": VERMILLION, "linewidth": 0.9, "zorder": 3}
_LOOKS: dict[str, dict[str, Any]] = {
    "lasted": _LASTED | {"solid_capstyle": "butt"},
    "may last": _LASTED | {"linestyle": (0, (1, 1.2))},
    "until written": _LATE,
    "written": _LATE | {"linestyle": "none", "marker": "|", "markersize": 6, "markeredgewidth": 1.3, "zorder": 4},
    HAPPENED: _POINT | {"marker": "o", "markersize": 5, "markerfacecolor": BLUE},
    PLANNED: _POINT | {"marker": "o", "markersize": 5},
    CALLED_OFF: _POINT | {"marker": "X", "markersize": 5.5},
    SAME_DAY: _POINT | {"marker": "D"},
    "beyond": _POINT | {"marker": ">"},
}
_ALWAYS = (HAPPENED, PLANNED, SAME_DAY, "lasted", "until written", "decision")
_IN_LEGEND = {
    SAME_DAY: "same day, order unknown",
    "until written": "until written down",
    "may last": "is to last",
    CALLED_OFF: "called off, not taken up",
    "beyond": "begins after this page's last day",
}
Strokes = dict[str, tuple[list[float], list[float]]]  # what is drawn alike, by its look: one line, broken where a mark ends


def timeline(statements: pd.DataFrame, decisions: pd.DataFrame, until: str | None = None, caption: str | None = None) -> Drawing:
    """Draw one case on two clocks, up to its last decision and not a day further.

    Args:
        statements: one row a statement that stood; columns
            `table` (a lane each), `occurred_on`, `ended_on` (dates or ISO text; empty: no day, no end),
            `recorded_at` (when this version came to stand in the record; a bare day will do),
            `state` (`happened`, `planned`, `called off`, `same day`, `undated`) and `words`. What was called off is drawn on
            the day on which it was, which is its end, or where it has none the day on which this was written.
        decisions: one row a decision; columns `as_of` (ISO text) and `label`. They are numbered D1, D2 … by their time, unless
            a column `name` says what each is called.
        until: the last day that is shown; the last decision's where it is left out. What was recorded later is left out everywhere.
        caption: the caption, where another is wanted.

    Returns:
        The drawing; its table has one row a statement or decision shown.

    Raises:
        CaseReviewError: a column is missing, or there is neither a decision nor an `until`.

    >>> import pandas as pd
    >>> one = pd.DataFrame([["visit", "2024-03-01", "", "2024-03-09", "happened", "Visit"]], columns=list(STATEMENT_COLUMNS))
    >>> timeline(one, pd.DataFrame({"as_of": ["2024-04-02"], "label": ["Plan agreed"]})).alt.split(". ")[1]
    '1 entry was written down on a later day than it happened, 8 days later at the longest'
    """
    _need(statements, STATEMENT_COLUMNS, "statements")
    _need(decisions, DECISION_COLUMNS, "decisions")
    cuts = _numbered(decisions)
    end = _end(cuts, until)
    marks = _marks(statements, end)
    shown = cuts[cuts["at"] <= end]
    lanes = _lanes(marks)
    below = _BELOW + _LEGEND_LINE * (len(_named_looks(marks, end)) > _LEGEND_ACROSS)
    with canvas(0.79 + below + _ROW * sum(rows for _, rows in lanes) + 0.16 * len(lanes), measured=False) as (figure, axes):
        _draw(axes, marks, shown, lanes, end, below)
        said = caption or "What stood in the record, when it happened and when it was written down, up to the last decision."
        return finish(figure, _alt(marks, shown, lanes), said, _table(marks, shown))


def _need(frame: pd.DataFrame, columns: tuple[str, ...], what: str) -> None:
    missing = [f"no column {c}{nearest(c, map(str, frame.columns))}" for c in columns if c not in frame.columns]
    if missing:
        raise CaseReviewError(f"The timeline's {what} cannot be drawn", missing)


def _numbered(decisions: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    cuts = decisions.assign(at=pd.to_datetime(decisions["as_of"], format="ISO8601")).sort_values(["at", "label"], kind="stable")
    names = cuts["name"].tolist() if "name" in cuts.columns else [f"D{n + 1}" for n in range(len(cuts))]
    return cuts.reset_index(drop=True).assign(name=names)


def _end(cuts: pd.DataFrame, until: str | None) -> Any:
    import pandas as pd

    if until is None and cuts.empty:
        raise CaseReviewError("The timeline has no end", todo="Give at least one decision, or until= with a day.")
    last = pd.Timestamp(until) if until else cuts["at"].max()
    return last.normalize() + pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def _marks(statements: pd.DataFrame, end: Any) -> pd.DataFrame:
    """The statements as marks: dates as times, nothing recorded after the end, each given a row in its lane."""
    import pandas as pd

    dates = {
        c: pd.to_datetime(statements[c], format="ISO8601", errors="coerce") for c in ("occurred_on", "ended_on", "recorded_at")
    }
    marks = statements.assign(**dates)
    marks = marks[marks["recorded_at"] <= end]
    marks = marks.sort_values(["table", "occurred_on", "recorded_at", "words"], kind="stable").reset_index(drop=True)
    written = marks["recorded_at"].dt.normalize()
    # A version that states an end was written for the end: its delay counts from there, not from the start.
    off = marks["state"] == CALLED_OFF
    spoken = marks["ended_on"].where(marks["ended_on"] <= written, marks["occurred_on"].where(~off, written))
    marks = marks.assign(spoken=spoken, lag=(written - spoken).dt.days.where(marks["state"] == HAPPENED))
    return marks.assign(row=[row for _, lane in marks.groupby("table", sort=True) for row in _packed(lane, end)])


def _packed(lane: pd.DataFrame, end: Any) -> list[int]:
    """Give each mark the first row of its lane that is free there; when all are taken, the one that is free the soonest."""
    import pandas as pd

    free: list[Any] = []
    rows = []
    for mark in lane.itertuples():
        if pd.isna(mark.occurred_on):
            rows.append(-1)
            continue
        start, stop = _extent(mark, end)
        row = next((i for i, since in enumerate(free) if since < start), len(free))
        if row == len(free) and row >= _LANE_ROWS:
            row = min(range(len(free)), key=free.__getitem__)
        free[row : row + 1] = [max(stop, free[row]) if row < len(free) else stop]
        rows.append(row)
    return rows


def _extent(mark: Any, end: Any) -> tuple[Any, Any]:
    import pandas as pd

    if mark.state == CALLED_OFF:
        return mark.spoken, mark.recorded_at + pd.Timedelta(days=3)
    stop = end if pd.isna(mark.ended_on) and mark.table in SPELLS else mark.ended_on
    last = max(t for t in (mark.occurred_on, stop, mark.recorded_at) if not pd.isna(t))
    return min(mark.occurred_on, mark.recorded_at), min(last, end) + pd.Timedelta(days=3)


def _lanes(marks: pd.DataFrame) -> list[tuple[str, int]]:
    """The lanes from top to bottom, each with its number of rows."""
    present = marks[marks["row"] >= 0].groupby("table", sort=True)["row"].max()
    order = [*(t for t in LANES if t in present.index), *(t for t in present.index if t not in LANES)]
    return [(table, int(present[table]) + 1) for table in order]


def _draw(axes: Any, marks: pd.DataFrame, cuts: pd.DataFrame, lanes: list[tuple[str, int]], end: Any, below: float) -> None:
    dated = marks[marks["row"] >= 0]
    first = min([*dated["spoken"], *dated["occurred_on"], *dated["recorded_at"], *cuts["at"]], default=end)
    axes.set_xlim(first - max((end - first) * 0.02, _day()), end)
    top, tops = 0.0, {}
    for n, (table, rows) in enumerate(lanes):
        if n % 2 == 0:
            axes.axhspan(top - 0.7, top + rows - 0.3 + 0.45, color=PALE, linewidth=0, zorder=0)
        tops[table] = top
        top += rows + 0.85
    strokes: Strokes = defaultdict(lambda: ([], []))
    for mark in _in_days(dated):
        _mark(axes, strokes, mark, tops[mark.table] + mark.row)
    for look, (x, y) in strokes.items():
        line(axes, x, y, **_LOOKS[look])
    ticks = [tops[table] + (rows - 1) / 2 for table, rows in lanes]
    _frame(axes, cuts, ticks, names := [shortened(table.replace("_", " "), _LANE_WORDS) for table, _ in lanes], (first, end), top)
    lay_out(axes.figure, names, top=_ABOVE, bottom=below)
    _legend(axes.figure, _named_looks(marks, end))


def _in_days(marks: pd.DataFrame) -> Any:
    """The marks one by one, their times as days in the count of matplotlib: a day that there is not is no number."""
    from matplotlib.dates import date2num

    times = ("occurred_on", "ended_on", "recorded_at", "spoken")
    return marks.assign(**{c: date2num(marks[c]) for c in times}).itertuples()


def _mark(axes: Any, strokes: Strokes, mark: Any, y: float) -> None:
    end = axes.get_xlim()[1]
    off = mark.state == CALLED_OFF
    on = mark.spoken if off else mark.occurred_on
    beyond = on > end
    stop = end if math.isnan(mark.ended_on) and mark.table in SPELLS else mark.ended_on
    if not math.isnan(stop) and not beyond and not off:
        _spell(axes, strokes, mark, y, min(stop, end))
    if math.floor(mark.recorded_at) > mark.spoken:
        _stroke(strokes, "until written", y, mark.spoken, mark.recorded_at)
        _stroke(strokes, "written", y, mark.recorded_at)
    look = mark.state if mark.state in (PLANNED, CALLED_OFF, SAME_DAY) else HAPPENED
    _stroke(strokes, "beyond" if beyond else look, y, end if beyond else on)


def _stroke(strokes: Strokes, look: str, y: float, *days: float) -> None:
    """Add a mark to those of its look: one artist for all of them costs a fraction of one for each."""
    along, down = strokes[look]
    along += [*days, math.nan]
    down += [y] * len(days) + [math.nan]


def _spell(axes: Any, strokes: Strokes, mark: Any, y: float, stop: float) -> None:
    """A bar for how long it lasted (dotted where that is a plan), with its words over it where there is room."""
    _stroke(strokes, "may last" if mark.state == PLANNED else "lasted", y, mark.occurred_on, stop)
    words = shortened(mark.words, 40)
    if int(stop - mark.occurred_on) > _days_of_words(axes, words):
        axes.annotate(
            words,
            (mark.occurred_on, y),
            xytext=(4, 3.2),
            textcoords="offset points",
            fontsize=6.8,
            color=SOFT,
            zorder=6,
            bbox={"boxstyle": "square,pad=0.05", "facecolor": "white", "alpha": 0.7, "linewidth": 0},
        ).set_in_layout(False)


def _days_of_words(axes: Any, words: str) -> float:
    first, last = axes.get_xlim()
    return (len(words) * 0.0085 + 0.01) * (last - first)


def _frame(axes: Any, cuts: pd.DataFrame, ticks: list[float], names: list[str], span: tuple[Any, Any], bottom: float) -> None:
    from matplotlib import dates

    axes.set_ylim(bottom - 0.3, -1.0)
    axes.set_yticks(ticks, names)
    axes.xaxis.set_major_locator(locator := dates.AutoDateLocator(minticks=4, maxticks=9))
    axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, show_offset=False))
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", color=RULE, linewidth=0.5)
    level, last = 0, None
    for cut in cuts.itertuples():
        axes.axvline(cut.at, color=INK, linewidth=1, linestyle=(0, (4, 2)), zorder=1)
        level = (level + 1) % 3 if last is not None and (cut.at - last) < (span[1] - span[0]) * 0.035 else 0
        axes.annotate(
            cut.name,
            (cut.at, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3 + 10 * level),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8.5,
            fontweight="bold",
            color=INK,
        )
        last = cut.at


def _day() -> Any:
    import pandas as pd

    return pd.Timedelta(days=1)


def _named_looks(marks: pd.DataFrame, end: Any) -> tuple[str, ...]:
    """The names in the legend: those that every reader of a timeline looks for, then the rarer ones that this one has."""
    dated = marks[marks["row"] >= 0]
    off = dated["state"] == CALLED_OFF
    rare = {
        "may last": (dated["state"] == PLANNED) & (dated["occurred_on"] <= end) & dated["table"].isin(SPELLS),
        CALLED_OFF: off,
        "beyond": ~off & (dated["occurred_on"] > end),
    }
    return (*_ALWAYS, *(look for look, which in rare.items() if which.any()))


def _legend(figure: Any, looks: tuple[str, ...]) -> None:
    from matplotlib.lines import Line2D

    drawn: dict[str, dict[str, Any]] = {
        "until written": _LATE | {"marker": "|", "markersize": 6, "markevery": [1]},
        "decision": {"color": INK, "linewidth": 1, "linestyle": (0, (4, 2))},
    }
    handles = [Line2D([], [], **(drawn.get(look) or {k: v for k, v in _LOOKS[look].items() if k != "clip_on"})) for look in looks]
    figure.legend(
        handles,
        [_IN_LEGEND.get(look, look) for look in looks],
        loc="lower center",
        borderaxespad=0,
        ncols=len(looks) if len(looks) <= _LEGEND_ACROSS else -(-len(looks) // 2),
        handlelength=1.6,
        columnspacing=1.2,
        labelcolor=SOFT,
    )


def _alt(marks: pd.DataFrame, cuts: pd.DataFrame, lanes: list[tuple[str, int]]) -> str:
    kinds = marks["table"].value_counts()
    each = ", ".join(f"{t.replace('_', ' ')} {kinds[t]}" for t, _ in lanes)
    named = "; ".join(f"{c.name} on {day_only(c.at)}" for c in cuts.itertuples())
    lag = _lag_in_words(marks["lag"][marks["lag"] > 0])
    plans = counted(int((marks["state"] == PLANNED).sum()), "entry is a plan", "entries are plans")
    off = int((marks["state"] == CALLED_OFF).sum())
    plans += f". {counted(off, 'plan', 'plans')} {'was' if off == 1 else 'were'} called off or not taken up" if off else ""
    undated = int(marks["occurred_on"].isna().sum())
    rest = (
        f". {counted(undated, 'entry has', 'entries have')} no day and {'is' if undated == 1 else 'are'} in the table only"
        if undated
        else ""
    )
    return (
        f"Timeline of {counted(len(marks), 'entry', 'entries')} on record ({each or 'none dated'}) and "
        f"{counted(len(cuts), 'decision')}{f' ({named})' if named else ''}. {lag}. {plans}{rest}."
    )


def _lag_in_words(late: pd.Series) -> str:
    if late.empty:
        return "No entry was written down on a later day than it happened"
    who = counted(len(late), "entry was", "entries were")
    them = "it" if len(late) == 1 else "they"
    return f"{who} written down on a later day than {them} happened, {counted(int(late.max()), 'day')} later at the longest"


def _table(marks: pd.DataFrame, cuts: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    entries = _entries(marks)
    both = pd.concat([entries, _decisions(cuts).astype(entries.dtypes.to_dict())], ignore_index=True)
    return both.sort_values(["from", "kind", "entry"], kind="stable", na_position="last").reset_index(drop=True)


def _entries(marks: pd.DataFrame) -> pd.DataFrame:
    """A row an entry: what was called off did not begin, and what has no day has no end either."""
    import pandas as pd

    off = marks["state"] == CALLED_OFF
    ended = _days(marks["ended_on"]).fillna(marks["table"].isin(SPELLS).map({True: "not ended", False: "one day"}))
    when_off = "called off on " + marks["ended_on"].map(day_only).astype("str")
    return pd.DataFrame(
        {
            "entry": marks["words"],
            "kind": marks["table"].str.replace("_", " "),
            "from": _days(marks["occurred_on"]),
            "to": ended.where(marks["occurred_on"].notna()).mask(off, "did not begin"),
            "written down": _days(marks["recorded_at"]),
            "state": marks["state"].mask(off, when_off).mask(off & marks["ended_on"].isna(), "not taken up"),
        }
    )


def _decisions(cuts: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(
        {
            "entry": cuts["name"] + " " + cuts["label"].astype("str"),
            "kind": "decision",
            "from": _days(cuts["at"]),
            "to": "one day",
            "written down": "not shown",
            "state": "decided",
        }
    )


def _days(times: pd.Series) -> pd.Series:
    return times.dt.strftime("%Y-%m-%d")
