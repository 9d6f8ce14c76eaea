from __future__ import annotations

import base64
import re
import xml.etree.ElementTree as ET

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tests.report import made_up
from toolkit import draw
from toolkit.draw import classes, drawing, two_clocks
from toolkit.errors import CaseReviewError

STATEMENTS = ["table", "occurred_on", "ended_on", "recorded_at", "state", "words"]


def entries(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=STATEMENTS)


def decisions(*days: str) -> pd.DataFrame:
    return pd.DataFrame({"as_of": list(days), "label": [f"Decision of {d}" for d in days]})


VISIT = ("visit", "2024-03-01", None, "2024-03-09T10:00:00", "happened", "Visit")
EVERY = {
    "timeline": made_up.timeline,
    "intervals": made_up.intervals,
    "strip": lambda _: made_up.months(),
    "known_later": made_up.known_later,
}
AWKWARD = ["$\\frac{1}{0}$", "$x", "</text><script>a()</script>", "\u202e\u0007\n\t", "名前 👩", "x" * 5000, "%(x)s {0}"]


@pytest.mark.parametrize("kind", EVERY)
def test_a_drawing_is_whole_small_and_always_the_same(kind):
    first, second = EVERY[kind](""), EVERY[kind]("")
    assert first.svg == second.svg
    assert 5_000 < len(first.svg) < drawing.LARGEST_SVG
    assert first.address.startswith("data:image/svg+xml;base64,")
    assert len(first.alt) > 60 and first.caption.endswith(".") and len(first.table)
    assert "url(http" not in first.svg and 'href="http' not in first.svg


@pytest.mark.parametrize("kind", EVERY)
@pytest.mark.parametrize("text", AWKWARD)
def test_any_text_can_stand_in_a_figure(kind, text):
    made = EVERY[kind](text)
    ET.fromstring(made.svg)
    assert "<script" not in made.svg


def test_the_users_own_style_changes_nothing():
    import matplotlib

    plain = made_up.intervals().svg
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "none", "text.usetex": False}):
        assert made_up.intervals().svg == plain


def test_a_large_figure_becomes_a_bitmap_that_is_always_the_same(monkeypatch):
    monkeypatch.setattr(drawing, "LARGEST_SVG", 1000)
    first, second = made_up.intervals(), made_up.intervals()
    assert first.svg is None
    assert first.png == second.png
    assert base64.b64decode(first.address.split(",")[1]).startswith(b"\x89PNG")


def test_the_timeline_ends_at_the_last_decision():
    later = ("incident", "2024-04-05", None, "2024-04-05T09:00:00", "happened", "What came later")
    written_later = ("visit", "2024-03-20", None, "2024-04-03T00:00:00", "happened", "Written up afterwards")
    alone = draw.timeline(entries(VISIT), decisions("2024-04-02"))
    assert draw.timeline(entries(VISIT, later, written_later), decisions("2024-04-02")).svg == alone.svg
    assert draw.timeline(entries(later, VISIT, written_later), decisions("2024-04-02")).alt == alone.alt
    assert list(alone.table["entry"]) == ["Visit", "D1 Decision of 2024-04-02"]


def test_the_same_day_still_belongs_to_the_last_decision():
    same = ("visit", "2024-04-02", None, "2024-04-02T16:00:00", "same day", "Visit")
    made = draw.timeline(entries(same), decisions("2024-04-02T10:00:00"))
    assert "Timeline of 1 entry on record" in made.alt


def test_the_timeline_counts_lags_plans_and_what_has_no_day():
    planned = ("review", "2024-09-01", None, "2024-03-01T00:00:00", "planned", "Review due")
    undated = ("information", None, None, "2024-03-02T00:00:00", "undated", "A note")
    alt = draw.timeline(entries(VISIT, planned, undated), decisions("2024-03-10", "2024-04-02")).alt
    assert "3 entries on record" in alt
    assert "2 decisions (D1 on 10 Mar 2024; D2 on 2 Apr 2024)" in alt
    assert "1 entry was written down on a later day than it happened, 8 days later at the longest" in alt
    assert "1 entry is a plan. 1 entry has no day and is in the table only" in alt


def test_what_was_called_off_is_drawn_where_it_was_and_is_no_plan(tmp_path):
    off = ("placement", "2024-06-01", "2024-03-20", "2024-03-22", "called off", "Placement with aunt")
    refused = ("action", "2024-06-01", None, "2024-03-25T09:00:00", "called off", "Action")
    made = draw.timeline(entries(VISIT, off, refused), decisions("2024-04-02"))
    assert "0 entries are plans. 2 plans were called off or not taken up" in made.alt
    told = made.table.set_index("entry").loc[["Placement with aunt", "Action"], ["from", "to", "state"]].values.tolist()
    assert told == [["2024-06-01", "did not begin", "called off on 20 Mar 2024"], ["2024-06-01", "did not begin", "not taken up"]]
    svg = made.svg or ""
    assert "called off, not taken up" in (texts := re.sub(r"<!--\s*|\s*-->", " ", svg)) and "begins after" not in texts


def test_what_was_not_counted_has_no_picture_beside_the_other():
    counted = pd.DataFrame({"view": ["D1"], "K1": [2], "K5": [1]})
    both, alone = (draw.known_later(frame, "view") for frame in (counted, counted.drop(columns="K5")))
    assert ["Only after it" in made.svg and "happened only after" in made.caption for made in (both, alone)] == [True, False]


def test_the_legend_of_the_classes_has_the_look_of_their_bars(monkeypatch):
    looks = []
    monkeypatch.setattr(classes, "finish", lambda figure, *_: looks.append(figure))
    draw.known_later(pd.DataFrame({"view": ["D1"], "K3": [2], "K4b": [1]}), "view")
    bars = [bar.get_hatch() for bar in looks[0].axes[0].patches]
    assert [patch.get_hatch() for patch in looks[0].legends[0].get_patches()] == bars == ["||", "--"]


def test_a_lane_of_another_holder_is_named_whole():
    assert "held by another agency" in draw.timeline(entries(("held by another agency", *VISIT[1:])), decisions("2024-04-02")).svg


def test_decisions_are_numbered_by_time_and_order_of_rows_does_not_matter():
    rows = entries(VISIT, ("visit", "2024-03-05", None, "2024-03-05T00:00:00", "happened", "Second"))
    first = draw.timeline(rows, decisions("2024-03-10", "2024-04-02"))
    second = draw.timeline(rows.iloc[::-1], decisions("2024-04-02", "2024-03-10"))
    assert first.svg == second.svg


def test_a_case_without_entries_is_still_drawn():
    made = draw.timeline(entries(), decisions("2024-04-02"))
    assert "Timeline of 0 entries on record (none dated)" in made.alt
    with pytest.raises(CaseReviewError, match="no end"):
        draw.timeline(entries(VISIT), decisions())


def test_what_is_not_ok_is_words_and_never_a_dot():
    rows = made_up.results().assign(value=0.9, lower=0.8, upper=0.95)
    made = draw.intervals(rows, caption="Shares.")
    assert "goals with a date: suppressed." in made.alt
    assert "seen alone: not recorded." in made.alt
    assert made.table["estimate"].tolist()[2] == "suppressed"
    assert made.table["n"].isna().tolist() == [False, False, True, False, True]


def test_intervals_keep_their_order_and_one_unit():
    rows = made_up.results()
    assert draw.intervals(rows).table["measure"].tolist()[0] == "visits in time"
    with pytest.raises(CaseReviewError, match="several units"):
        draw.intervals(rows.assign(unit=["share", "days", "share", "share", "share"]))


def test_months_without_a_state_are_not_counted():
    marks = pd.DataFrame({"row": "No visit", "month": ["2024-01", "2024-04"], "state": ["yes", "strange"]})
    assert draw.strip(marks, "Flags.", "no visit").alt == (
        "Flags. 4 months from 2024-01 to 2024-04. No visit: no visit in 1 of 1 recorded month (2024-01), 1 not recorded."
    )


def test_classes_that_were_not_counted_are_not_drawn():
    made = draw.known_later(pd.DataFrame({"view": ["D1", "D2"], "K1": [0, 2], "K5": [None, 1]}), "view")
    assert made.alt.endswith("D1: nothing counted; after it nothing counted. D2: K1 2; after it K5 1.")
    assert list(made.table.columns) == ["view", "K1", "K5"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: draw.timeline(entries().drop(columns="state"), decisions("2024-01-01")),
        lambda: draw.intervals(pd.DataFrame({"measure": []})),
        lambda: draw.strip(pd.DataFrame({"row": []})),
        lambda: draw.known_later(pd.DataFrame({"view": []}), "view"),
    ],
)
def test_missing_columns_are_named(call):
    with pytest.raises(CaseReviewError, match="cannot be drawn"):
        call()


@pytest.mark.parametrize(
    "call",
    [
        lambda: draw.intervals(made_up.results().head(0)),
        lambda: draw.strip(pd.DataFrame({"row": [], "month": [], "state": []})),
        lambda: draw.known_later(pd.DataFrame({"view": [], "K1": []}), "view"),
    ],
)
def test_empty_frames_give_an_empty_drawing(call):
    assert call().svg


def test_the_names_of_decisions_stand_within_the_picture(monkeypatch):
    tops = []
    real = drawing.finish

    def looked_at(figure, *rest):
        made = real(figure, *rest)
        renderer = FigureCanvasAgg(figure).get_renderer()
        names = [t for axes in figure.axes for t in axes.texts if t.get_text().startswith("D1")]
        tops.extend(figure.bbox.height - t.get_window_extent(renderer).y1 for t in names)
        return made

    monkeypatch.setattr(two_clocks, "finish", looked_at)
    draw.timeline(
        pd.DataFrame([["visit", "2024-03-01", "", "2024-03-09", "happened", "Visit"]], columns=list(two_clocks.STATEMENT_COLUMNS)),
        pd.DataFrame({"as_of": ["2024-04-02"], "label": ["Plan agreed"]}),
    )
    assert tops and min(tops) >= 0
