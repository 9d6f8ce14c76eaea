"""History from dated extracts: each rule as a small table, then any extracts at all."""

from __future__ import annotations

from datetime import timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import CaseReviewError
from toolkit.record.connection import working
from toolkit.record.history import history

CUTS = {"r1": "2018-03-31", "r2": "2019-03-31", "r3": "2020-03-31", "r4": "2021-03-31"}
END_OF_DAY = timedelta(days=1) - timedelta(microseconds=1)
YEAR = "s.day BETWEEN x.year_start AND CAST(x.cut AS DATE)"


def extracts(*names: str) -> pd.DataFrame:
    cuts = pd.to_datetime([CUTS[n] for n in names])
    starts = cuts - pd.DateOffset(years=1) + timedelta(days=1)
    return pd.DataFrame({"extract": names, "cut": cuts + END_OF_DAY, "year_start": starts})


def row(extract: str, entity: str, day: str, content: str = "", stage: int = 1) -> dict[str, object]:
    """One stage: known from its day, or a plan where the day lies after the extract's cut."""
    ahead = pd.Timestamp(day) > pd.Timestamp(CUTS[extract])
    when = pd.Timestamp(day)
    return {
        "extract": extract,
        "entity_id": entity,
        "stage": stage,
        "known_from": pd.NaT if ahead else when,
        "ahead": when if ahead else pd.NaT,
        "day": when,
        "content": content,
    }


def told(rows: list[dict[str, object]], *names: str, in_scope: str = YEAR) -> list[str]:
    """The versions in words: `entity content: [recorded_at..recorded_by] to [withdrawn_at..withdrawn_by] reason`."""
    found = history(extracts(*names), pd.DataFrame(rows), in_scope).versions.sort_values(["entity_id", "recorded_at"])
    return [_words(v) for v in found.to_dict("records")]


def _words(v: dict[str, object]) -> str:
    def span(at: str, by: str) -> str:
        return f"{v[at]:%Y-%m-%d}..{v[by]:%Y-%m-%d}"

    content = "-" if pd.isna(v["content"]) else v["content"]
    plan = " (plan)" if not pd.isna(v["ahead"]) else ""
    end = "" if pd.isna(v["withdrawn_at"]) else f" to {span('withdrawn_at', 'withdrawn_by')} {v['withdrawn_reason']}"
    return f"{v['entity_id']} {content}{plan}: {span('recorded_at', 'recorded_by')}{end}"


def test_the_first_extract_is_known_from_the_day_itself():
    assert told([row("r1", "e", "2017-06-01", "x")], "r1") == ["e x: 2017-06-01..2018-03-31"]


def test_what_a_later_extract_shows_first_is_known_after_the_cut_before():
    rows = [row("r2", "early", "2017-06-01"), row("r2", "late", "2018-06-01"), row("r1", "other", "2017-05-01")]
    assert told(rows, "r1", "r2", in_scope="false") == [
        "early -: 2018-04-01..2019-03-31",
        "late -: 2018-06-01..2019-03-31",
        "other -: 2017-05-01..2018-03-31",
    ]


def test_a_changed_row_is_withdrawn_and_recorded_again():
    rows = [row("r1", "e", "2017-06-01", "x"), row("r2", "e", "2017-06-01", "y")]
    assert told(rows, "r1", "r2") == [
        "e x: 2017-06-01..2018-03-31 to 2018-04-01..2019-03-31 changed",
        "e y: 2018-04-01..2019-03-31",
    ]


def test_missing_and_empty_are_the_same():
    rows = [row("r1", "e", "2017-06-01", ""), row("r2", "e", "2017-06-01") | {"content": None}]
    assert told(rows, "r1", "r2") == ["e -: 2017-06-01..2018-03-31"]


def test_a_row_outside_the_scope_stands_and_one_inside_is_withdrawn():
    rows = [row("r1", "out", "2017-06-01"), row("r1", "in", "2017-06-01"), row("r2", "z", "2018-05-01")]
    assert told(rows, "r1", "r2", in_scope="s.entity_id = 'in'") == [
        "in -: 2017-06-01..2018-03-31 to 2018-04-01..2019-03-31 deleted",
        "out -: 2017-06-01..2018-03-31",
        "z -: 2018-05-01..2019-03-31",
    ]


def test_a_row_that_leaves_and_returns_has_two_versions():
    rows = [row("r1", "e", "2017-06-01"), row("r3", "e", "2017-06-01"), row("r2", "z", "2018-05-01")]
    assert told(rows, "r1", "r2", "r3", in_scope="s.entity_id = 'e'")[:2] == [
        "e -: 2017-06-01..2018-03-31 to 2018-04-01..2019-03-31 deleted",
        "e -: 2019-04-01..2020-03-31",
    ]


def test_a_plan_is_confirmed_from_the_day_on():
    rows = [row("r1", "e", "2018-09-01"), row("r2", "e", "2018-09-01")]
    assert told(rows, "r1", "r2") == [
        "e - (plan): 2018-03-31..2018-03-31 to 2018-09-01..2019-03-31 changed",
        "e -: 2018-09-01..2019-03-31",
    ]


def test_a_plan_that_is_not_confirmed_is_withdrawn():
    rows = [row("r1", "e", "2018-09-01"), row("r2", "z", "2018-05-01")]
    assert told(rows, "r1", "r2")[0] == "e - (plan): 2018-03-31..2018-03-31 to 2018-04-01..2019-03-31 not confirmed"


def test_a_plan_that_nobody_could_confirm_stays_a_plan():
    rows = [row("r1", "e", "2019-09-01"), row("r2", "z", "2018-05-01")]
    assert told(rows, "r1", "r2")[0] == "e - (plan): 2018-03-31..2018-03-31"


def spell(extract: str, start: str, end: str = "", content: str = "") -> list[dict[str, object]]:
    """A spell in its stages: open, and then ended (`!` before the content of the end)."""
    begun = row(extract, "e", start, content)
    return [begun, row(extract, "e", end, f"{content}!", stage=2) | {"day": begun["day"]}] if end else [begun]


def test_a_spell_ended_in_the_first_extract_was_open_until_then():
    assert told(spell("r1", "2017-06-01", "2017-08-01"), "r1") == [
        "e -: 2017-06-01..2018-03-31 to 2017-08-01..2018-03-31 changed",
        "e !: 2017-08-01..2018-03-31",
    ]


def test_a_spell_open_in_one_extract_and_ended_in_the_next_is_open_once():
    assert told(spell("r1", "2017-06-01") + spell("r2", "2017-06-01", "2018-08-01"), "r1", "r2") == [
        "e -: 2017-06-01..2018-03-31 to 2018-08-01..2019-03-31 changed",
        "e !: 2018-08-01..2019-03-31",
    ]


def test_an_end_that_comes_late_is_known_after_the_cut_before():
    assert told(spell("r1", "2017-06-01") + spell("r2", "2017-06-01", "2018-02-01"), "r1", "r2") == [
        "e -: 2017-06-01..2018-03-31 to 2018-04-01..2019-03-31 changed",
        "e !: 2018-04-01..2019-03-31",
    ]


def test_a_spell_that_began_and_ended_before_the_cut_before_was_never_open_on_record():
    rows = [row("r1", "other", "2017-05-01"), *spell("r2", "2017-06-01", "2018-02-01")]
    assert told(rows, "r1", "r2", in_scope="false")[0] == "e !: 2018-04-01..2019-03-31"


def test_a_planned_end_stands_until_the_end_confirms_it():
    assert told(spell("r1", "2017-06-01", "2018-08-01") + spell("r2", "2017-06-01", "2018-08-01"), "r1", "r2") == [
        "e -: 2017-06-01..2018-03-31 to 2018-03-31..2018-03-31 changed",
        "e ! (plan): 2018-03-31..2018-03-31 to 2018-08-01..2019-03-31 changed",
        "e !: 2018-08-01..2019-03-31",
    ]


def test_a_planned_end_that_did_not_come_is_withdrawn():
    assert told(spell("r1", "2017-06-01", "2018-08-01") + spell("r2", "2017-06-01"), "r1", "r2")[1:] == [
        "e ! (plan): 2018-03-31..2018-03-31 to 2018-04-01..2019-03-31 not confirmed",
        "e -: 2018-04-01..2019-03-31",
    ]


def test_a_row_that_could_not_be_read_says_nothing():
    rows = [row("r1", "e", "2017-06-01"), row("r2", "z", "2018-05-01")]
    unreadable = pd.DataFrame({"extract": ["r2"], "entity_id": ["e"]})
    found = history(extracts("r1", "r2"), pd.DataFrame(rows), "true", unreadable)
    assert found.versions.set_index("entity_id").loc["e", "withdrawn_at"] is pd.NaT
    assert set(found.outcomes.loc[found.outcomes["entity_id"] == "e", "outcome"]) == {"new", "unreadable"}


def test_two_extracts_of_one_day_cannot_be_ordered():
    twice = extracts("r1", "r2").assign(cut=pd.Timestamp("2018-03-31"))
    with pytest.raises(CaseReviewError, match="same day"):
        history(twice, pd.DataFrame([row("r1", "e", "2017-06-01")]), "true")


_DAYS = st.sampled_from(["2017-06-01", "2018-03-31", "2018-04-01", "2018-09-01", "2019-06-01", "2020-02-01", "2025-01-01"])
_SHOWN = st.dictionaries(
    st.tuples(st.sampled_from(list(CUTS)), st.sampled_from("abcdefghij")),
    st.tuples(_DAYS, st.sampled_from(["", "x", "y"]), st.one_of(st.none(), _DAYS)),
    min_size=12,
)


def _rows(shown: dict[tuple[str, str], tuple[str, str, str | None]]) -> list[dict[str, object]]:
    made = []
    for (extract, entity), (day, content, end) in sorted(shown.items()):
        first = row(extract, entity, day, content)
        made.append(first)
        if end and end >= day and pd.isna(first["ahead"]):
            made.append(row(extract, entity, end, f"{content} ended {end}", stage=2) | {"day": first["day"]})
    return made


def _versions(rows: list[dict[str, object]], names: list[str]) -> pd.DataFrame:
    kept = [r for r in rows if r["extract"] in names] or [row(names[0], "none", "2017-06-01")]
    return history(extracts(*names), pd.DataFrame(kept), YEAR).versions.query("entity_id != 'none'")


def standing_by(versions: pd.DataFrame, cut: pd.Timestamp) -> list[tuple[object, ...]]:
    """What may be said on the day of a cut: statements recorded by then, with later withdrawals blank."""
    seen = versions[versions["recorded_at"] <= cut].copy()
    later = ~(seen["withdrawn_at"] <= cut)
    seen.loc[later, ["withdrawn_at", "withdrawn_by"]] = pd.NaT
    seen.loc[later, "withdrawn_reason"] = None
    return sorted(tuple("" if pd.isna(x) else str(x) for x in r) for r in seen.itertuples(index=False))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(_SHOWN)
def test_what_is_said_of_the_time_up_to_a_cut_owes_nothing_to_later_extracts(shown):
    rows, names = _rows(shown), list(CUTS)
    whole = _versions(rows, names)
    for k in range(1, 4):
        cut = pd.Timestamp(CUTS[names[k - 1]]) + END_OF_DAY
        part = _versions(rows, names[:k])
        assert standing_by(part, cut) == standing_by(whole, cut)
        assert (part["recorded_by"] <= cut).all()
    _at_most_one_version_stands(whole)


def _at_most_one_version_stands(versions: pd.DataFrame) -> None:
    for _, mine in versions.sort_values("recorded_at").groupby("entity_id"):
        following = mine["recorded_at"].shift(-1)
        assert ((mine["withdrawn_at"] <= following) | following.isna()).all()
        assert (mine["recorded_at"] < mine["withdrawn_at"].fillna(pd.Timestamp("2200-01-01"))).all()
        assert (mine["recorded_at"] <= mine["recorded_by"]).all()


@settings(max_examples=4, deadline=None, derandomize=True)
@given(_SHOWN, st.permutations(list(CUTS)), st.randoms(use_true_random=False))
def test_the_order_of_extracts_and_rows_does_not_matter(shown, names, random):
    rows = _rows(shown)
    shuffled = random.sample(rows, len(rows))
    pd.testing.assert_frame_equal(_versions(rows, list(CUTS)), _versions(shuffled, names))


def test_nothing_of_a_table_is_left_on_a_connection_that_is_kept():
    with working() as con:
        history(extracts("r1"), pd.DataFrame([row("r1", "e", "2018-01-01")]), YEAR, con=con)
        assert con.execute("SELECT table_name FROM duckdb_tables()").fetchall() == []
        with pytest.raises(duckdb.CatalogException):
            con.execute("FROM given_shown")
