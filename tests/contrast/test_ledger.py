"""The ledger by hand: each class in its share, what cannot be told each way, and whose files a view takes in."""

import numpy as np
import pandas as pd
import pytest

from tests.contrast.test_classes import AS_OF, had, told
from tests.wall.futures import CASES, random_record
from toolkit import contrast
from toolkit.contrast.ledger_scope import files_in_scope
from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError
from toolkit.record import open_record
from toolkit.result import COLUMNS

OPEN = {"occurred_on": "2019-01-01"}
LATE = {"recorded_at": "2020-05-01"}
VIEW = {"view_id": "v", "case_id": "c1", "as_of": AS_OF, "holder": "w1", "cut": "before"}


def view(**more):
    return pd.DataFrame([{**VIEW, **more}], dtype="str")


def one_of_each(make_record, extra=(), **tables):
    """One file with: two K1 (one of them the decider's own), three K1/2, a K2, a K3, a K4a, a K4b, two K0, a same day, two K5, a plan."""
    things = {
        "k1": told(),
        "own": told(informant="w1"),
        "s1": told(),
        "s2": told(),
        "s3": told(),
        "k2": told(),
        "k3": told(**LATE),
        "k4a": told(informant="w2", **LATE),
        "k4b": told(**LATE),
        "k0": told(**LATE),
        "k0u": told(None, "2020-02-02"),
        "day": told("2020-02-28", "2020-03-01"),
        "k5": told("2020-03-02", "2020-03-02"),
        "k5b": told("2020-04-02", "2020-04-02"),
        "plan": told("2020-06-01", "2020-02-02"),
        **dict(extra),
    }
    entries = [
        {**had("w1", "2020-02-03"), "entity_id": "k1"},
        {**had("w1", "2020-03-08"), "entity_id": "k2"},
        {**had("police", "2020-02-01", "police"), "entity_id": "k3"},
        {**had("family", "2020-02-01", "family"), "entity_id": "k4b"},
        {**had("w1", "2020-02-05", evidence="recollection"), "entity_id": "s1"},
    ]
    involved = [{"entity_id": "inv", "worker_id": "w2", **OPEN}]
    rows = [{**row, "entity_id": name} for name, row in things.items()]
    return make_record(information=rows, case=[OPEN], ledger=entries, involvement=involved, **tables)


def by_class(rows):
    assert list(rows.columns) == list(COLUMNS)
    return {m.split(":")[0]: r for m, r in zip(rows["measure"], rows.itertuples(index=False), strict=True)}


# Of twelve that had happened: numerator, how many it cannot be told of, lower and upper in twelfths.
BY_HAND = {
    "K1": (2, 6, 2, 8),  # 3 K1/2, 2 K0 and one of the day may be it
    "K1/2": (3, 3, 3, 6),
    "K2": (1, 6, 1, 7),
    "K3": (1, 3, 1, 4),
    "K4a": (1, 3, 1, 4),
    "K4b": (1, 3, 1, 4),
    "K0": (2, 0, 2, 2),
    "same day": (1, 0, 1, 1),
}


def test_each_class_by_hand(make_record):
    found = by_class(contrast.ledger(one_of_each(make_record), view()))
    for name, (sure, open_, lower, upper) in BY_HAND.items():
        row = found[name]
        assert (row.numerator, row.denominator, row.missing) == (sure, 12, open_), name
        assert (row.lower, row.upper) == (pytest.approx(lower / 12), pytest.approx(upper / 12)), name
        assert row.status == ("insufficient" if open_ else "ok")
        assert pd.isna(row.value) if open_ else row.value == pytest.approx(sure / 12)
    assert [found[c].numerator for c in ("K5", "planned")] == [2, 1]
    assert {found[c].denominator for c in ("K5", "planned", "assumed")} == {15}


def test_what_is_only_assumed_or_recollected_is_said(make_record):
    found = by_class(contrast.ledger(one_of_each(make_record), view()))
    assert "assumed: 1 of them" in found["K1"].reason  # the decider's own observation
    assert "assumed: 1 of them" in found["K4a"].reason
    assert "assumed" not in found["K3"].reason
    assert "1 of them also recollected, which makes no class" in found["K1/2"].reason
    assert (found["assumed"].numerator, found["recollected by somebody"].numerator) == (2, 1)


def test_without_a_decider_k1_and_k2_are_not_asked(make_record):
    found = by_class(contrast.ledger(one_of_each(make_record), view(holder="")))
    assert {found[c].status for c in ("K1", "K2")} == {"not applicable"}
    assert (found["K1/2"].numerator, found["K1/2"].missing) == (6, 3)


def test_a_case_that_does_not_stand_is_not_recorded(make_record):
    rows = contrast.ledger(one_of_each(make_record), view(as_of="2018-05-01"))
    assert set(rows["status"]) == {"not recorded"}
    assert rows[["numerator", "denominator", "value"]].isna().all().all()


def test_a_case_with_nothing_in_it(make_record):
    rows = contrast.ledger(make_record(case=[OPEN]), view())
    assert set(rows["status"]) == {"not applicable"}
    assert set(rows["denominator"]) == {0}


def test_an_uncertain_record_time_is_assumed_and_read_both_ways(make_record):
    record = make_record(case=[OPEN], information=[told(recorded_at="2020-02-02", recorded_by="2020-03-31")])
    assert "assumed: 1 of them" in by_class(contrast.ledger(record, view()))["K1/2"].reason
    assert by_class(contrast.ledger(record, view(), knowledge="latest"))["K0"].numerator == 1


@pytest.mark.parametrize(
    ("recorded_at", "name"), [("2020-03-01T10:29:59", "K1/2"), ("2020-03-01T10:30:00", "same day"), ("2020-03-01T10:30:01", "K0")]
)
def test_the_instant_of_the_decision(make_record, recorded_at, name):
    record = make_record(case=[OPEN], information=[told("2020-02-02", recorded_at)])
    assert by_class(contrast.ledger(record, view()))[name].numerator == 1


def test_the_order_of_views_does_not_matter(make_record):
    views = pd.concat([view(), view(view_id="a", as_of="2020-04-01"), view(view_id="b", holder="")])
    record = one_of_each(make_record)
    assert contrast.ledger(record, views).equals(contrast.ledger(record, views.iloc[::-1]))


# --- whose files ------------------------------------------------------------------------------------------------------


def family(make_record, relationships, sibling=(), children=(), involved="w1", **tables):
    """The child's file c1 and another's c2, with a worker of c2, and three pieces of information in c2."""
    kids = [
        {"case_id": "c1", "entity_id": "kid1", "recorded_at": "2019-01-02", **OPEN},
        {"case_id": "c2", "entity_id": "kid2", "recorded_at": "2019-01-02", **OPEN, **dict(sibling)},
        *children,
    ]
    notes = [{**told(), "case_id": "c2", "entity_id": f"n{i}"} for i in range(3)]
    work = [{"case_id": "c2", "entity_id": "inv", "worker_id": involved, **OPEN}] if involved else []
    cases = [{"case_id": c, **OPEN} for c in ("c1", "c2")]
    return make_record(
        case=cases, child=kids, information=notes, involvement=work, relationship=[_relation(r) for r in relationships], **tables
    )


def _relation(row):
    return {
        "occurred_on": "2019-01-01",
        "entity_id": f"r-{row.get('case_id', 'c1')}-{row['person_id']}",
        "kind": "brother",
        "in_household": True,
        **row,
    }


def others(record, scope, **more):
    found = files_in_scope(record, view(**more), scope)
    return [f for f in found.files["file"] if f != "child"], int(found.closed["files"].sum())


BROTHER = {"person_id": "kid2"}
LINKS = [
    ("a brother in the household", [BROTHER], "household", 1),
    ("a brother elsewhere", [{**BROTHER, "in_household": False}], "household", 0),
    ("a brother elsewhere, all linked", [{**BROTHER, "in_household": False}], "linked", 1),
    ("a brother whose household is not recorded", [{**BROTHER, "in_household": None}], "household", 0),
    ("recorded a week after the decision", [{**BROTHER, "recorded_at": "2020-03-08"}], "household", 0),
    ("recorded at the very instant of the decision", [{**BROTHER, "recorded_at": "2020-03-01 10:30:00"}], "household", 0),
    ("recorded a second before it", [{**BROTHER, "recorded_at": "2020-03-01 10:29:59"}], "household", 1),
    ("recorded that day at an unknown hour", [{**BROTHER, "recorded_at": "2020-03-01"}], "household", 0),
    ("withdrawn before", [{**BROTHER, "withdrawn_at": "2020-02-01", "withdrawn_reason": "in error"}], "household", 0),
    ("withdrawn after", [{**BROTHER, "withdrawn_at": "2020-04-01", "withdrawn_reason": "in error"}], "household", 1),
    ("moved out before", [{**BROTHER, "ended_on": "2019-06-01", "recorded_at": "2019-06-02"}], "linked", 0),
    ("to move out later", [{**BROTHER, "ended_on": "2020-06-01"}], "household", 1),
    ("to move in later", [{**BROTHER, "occurred_on": "2020-06-01", "recorded_at": "2020-01-01"}], "household", 0),
    ("named in the other's file only", [{"case_id": "c2", "person_id": "kid1"}], "household", 1),
    ("the same mother lives with both", [{"person_id": "m"}, {"case_id": "c2", "person_id": "m"}], "household", 1),
    ("the same mother, with one", [{"person_id": "m"}, {"case_id": "c2", "person_id": "m", "in_household": False}], "household", 0),
    (
        "the same mother, with one, all linked",
        [{"person_id": "m"}, {"case_id": "c2", "person_id": "m", "in_household": False}],
        "linked",
        1,
    ),
    ("nobody in common", [{"person_id": "m"}, {"case_id": "c2", "person_id": "f"}], "linked", 0),
]


def test_a_household_is_as_it_was_known(make_record):
    """Each story is two files of its own, a and b, of two children; all are looked at together."""
    kids, cases, relations, notes = [], [], [], []
    for n, (_, relationships, *_) in enumerate(LINKS):
        own = {"c1": f"a{n}", "c2": f"b{n}", "kid1": f"kid-a{n}", "kid2": f"kid-b{n}", "m": f"m{n}", "f": f"f{n}"}
        cases += [{"case_id": own[c], **OPEN} for c in ("c1", "c2")]
        kids += [{"case_id": own[c], "entity_id": own[k], **OPEN} for c, k in (("c1", "kid1"), ("c2", "kid2"))]
        relations += [
            _relation({**r, "case_id": own[r.get("case_id", "c1")], "person_id": own[r["person_id"]]}) for r in relationships
        ]
        notes += [{**told(), "case_id": own["c2"], "entity_id": f"n{n}-{i}"} for i in range(3)]
    record = make_record(case=cases, child=kids, relationship=relations, information=notes)
    views = pd.concat([view(view_id=f"v{n:02}", case_id=f"a{n}", holder="") for n in range(len(LINKS))])
    wanted = {story: files for story, _, _, files in LINKS}
    for scope in ("household", "linked"):
        files = files_in_scope(record, views, scope).files
        joined = files[files["file"] != "child"].groupby("of_view").size()
        found = {story: int(joined.get(f"v{n:02}", 0)) for n, (story, _, asked, _) in enumerate(LINKS) if asked == scope}
        assert found == {story: wanted[story] for story in found}
        rows = contrast.ledger_details(record, views, scope)
        seen = set(rows.loc[rows["entity_id"].str.startswith("n"), "view_id"])
        assert {s for n, (s, _, asked, _) in enumerate(LINKS) if asked == scope and f"v{n:02}" in seen} == {
            s for s in found if found[s]
        }


def test_a_sibling_group_counts_for_the_linked_and_with_a_birthday_for_the_household(make_record):
    kids = {"family_id": "f", "born_on": "2015-05-05"}
    record = make_record(
        case=[{"case_id": c, **OPEN} for c in ("c1", "c2")],
        child=[
            {"case_id": "c1", "entity_id": "kid1", "family_id": "f", **OPEN},
            {"case_id": "c2", "entity_id": "kid2", **kids, **OPEN},
        ],
        person=[{"entity_id": "p", "role": "brother", "born_on": "2015-05-05", **OPEN}],
        relationship=[_relation({"person_id": "p"})],
        information=[{**told(), "case_id": "c2", "entity_id": "n"}],
        involvement=[{"case_id": "c2", "entity_id": "inv", "worker_id": "w1", **OPEN}],
    )
    assert len(others(record, "linked")[0]) == 1
    details = contrast.ledger_details(record, view(), "household")
    assert details.loc[details["of_case"] == "c2", "assumed"].all()
    assert (
        "assumed: 1 of these by sibling group and day of birth"
        in by_class(contrast.ledger(record, view(), "household"))["K3"].reason
    )


# --- whose right ------------------------------------------------------------------------------------------------------

RIGHTS = [
    ("the decider is involved", {"involved": "w1"}, "w1", True),
    ("somebody else is", {"involved": "w9"}, "w1", False),
    ("nobody is", {"involved": ""}, "w1", False),
    ("our agency", {"involved": ""}, "own agency", True),
    ("the police", {"involved": ""}, "police", False),
    ("no decider is named", {"involved": ""}, "", True),
]


@pytest.mark.parametrize(("story", "made", "holder", "right"), RIGHTS, ids=[s for s, *_ in RIGHTS])
def test_a_file_stays_shut_to_whoever_has_no_right_to_it(make_record, story, made, holder, right):
    record = family(make_record, [BROTHER], **made)
    shown, shut = others(record, "household", holder=holder)
    assert (len(shown), shut) == ((1, 0) if right else (0, 1))
    details = contrast.ledger_details(record, view(holder=holder), "household")
    assert ("c2" in set(details["of_case"])) is right
    told_of = by_class(contrast.ledger(record, view(holder=holder), "household"))["K3"].reason
    assert ("1 left out, as the decider had no right to it" in told_of) is not right


def test_a_right_is_as_known_and_ends(make_record):
    def shown(**more):
        work = [{"case_id": "c2", "entity_id": "inv", "worker_id": "w1", **OPEN, **more}]
        return others(_family_with(make_record, work), "household")

    assert shown() == (["named in the child's file"], 0)
    assert shown(recorded_at="2020-03-08") == ([], 1)
    assert shown(ended_on="2020-02-01", recorded_at="2020-02-02") == ([], 1)
    assert shown(ended_on="2020-06-01", recorded_at="2020-01-02") == (["named in the child's file"], 0)


def _family_with(make_record, work, **tables):
    return make_record(
        case=[{"case_id": c, "team": "T1", **OPEN} for c in ("c1", "c2")],
        child=[{"case_id": c, "entity_id": k, **OPEN} for c, k in (("c1", "kid1"), ("c2", "kid2"))],
        relationship=[_relation(BROTHER)],
        involvement=work,
        **tables,
    )


def test_a_manager_has_a_right_to_the_files_of_their_team(make_record):
    def shown(**post):
        staff = [{"worker_id": "w1", "role": "team manager", "team": "T1", "statement_id": "st", "entity_id": "po", **OPEN, **post}]
        return others(_family_with(make_record, [], staff=staff), "household")[0]

    assert len(shown()) == 1
    assert shown(team="T2") == []
    assert shown(role="social worker") == []
    assert shown(recorded_at="2020-04-01") == []


def test_two_numbers_of_one_child_are_one_file(make_record):
    record = family(
        make_record,
        [BROTHER, {"person_id": "kid3"}],
        children=[{"case_id": "c3", "entity_id": "kid3", **OPEN}],
        identity=[{"alias_case_id": "c3", "case_id": "c2", "recorded_at": "2019-05-01", "reason": "merged"}],
    )
    assert len(others(record, "household", holder="")[0]) == 1
    assert by_class(contrast.ledger(record, view(holder=""), "household"))["K1/2"].numerator == 5


def test_after_an_adoption_no_file_leads_to_another(make_record):
    adopted = [
        {"case_id": "c2", "entity_id": "p", "ended_on": "2020-01-01", "end_reason": "E11", "recorded_at": "2020-01-02", **OPEN}
    ]
    assert others(family(make_record, [BROTHER], placement=adopted), "household") == ([], 0)
    later = [{**adopted[0], "recorded_at": "2020-04-02"}]
    assert len(others(family(make_record, [BROTHER], placement=later), "household")[0]) == 1


def test_no_views_at_all_give_no_rows(make_record):
    nothing = view().iloc[:0]
    for scope in ("child", "linked"):
        assert len(contrast.ledger(make_record(case=[OPEN]), nothing, scope)) == 0
        assert len(contrast.ledger_details(make_record(case=[OPEN]), nothing, scope)) == 0


def test_an_unknown_scope_is_refused(make_record):
    with pytest.raises(CaseReviewError, match="did you mean household"):
        contrast.ledger(make_record(case=[OPEN]), view(), "houshold")


# --- what later statements may and may not move -------------------------------------------------------------------------


def test_what_was_on_record_stays_in_its_class_whatever_is_recorded_later(make_record):
    """Later statements can bring things of K3 to K5 to light; they move nothing that stood on our record at the view."""
    more = {f"late{i}": told(day, at, informant=who) for i, (day, at, who) in enumerate(LATER)}
    first = contrast.class_details(one_of_each(make_record), view()).set_index("entity_id")
    second = contrast.class_details(one_of_each(make_record, more), view()).set_index("entity_id")
    assert second.loc[first.index, "class"].equals(first["class"])
    new = second.loc[second.index.difference(first.index), "class"]
    assert set(new) <= {"K3", "K4a", "K4b", "K5", "K0", "same day"}
    one, two = (by_class(contrast.ledger(one_of_each(make_record, x), view())) for x in ((), more))
    assert all(one[c].numerator == two[c].numerator for c in ("K1", "K1/2", "K2"))
    assert two["K5"].numerator > one["K5"].numerator


LATER = [
    ("2020-02-01", "2020-03-02", None),
    ("2020-02-01", "2020-03-02", "w2"),
    ("2020-02-01", "2020-03-02", "school"),
    ("2020-03-02", "2020-03-02", "w1"),
    ("2021-01-01", "2021-01-02", None),
]


def test_what_is_recorded_later_about_a_household_changes_nothing_then(make_record):
    before = family(make_record, [BROTHER])
    after = family(
        make_record,
        [
            BROTHER,
            {"person_id": "kid9", "recorded_at": "2020-03-09"},
            {"case_id": "c2", "person_id": "m", "recorded_at": "2020-05-01"},
        ],
    )
    for scope in ("household", "linked"):
        assert files_in_scope(before, view(), scope).files.equals(files_in_scope(after, view(), scope).files)


@pytest.mark.parametrize("seed", [2, 5])
def test_records_made_at_random_keep_their_classes_without_what_was_recorded_later(seed, tmp_path):
    """Each statement is a thing of its own here: those on record are classed the same with all later statements taken out."""
    rng = np.random.default_rng(seed)
    whole, moment = random_record(rng, rows=25), pd.Timestamp("2020-04-01 10:30")
    names = [row["table"] for row in table("universe")]
    for name in names:
        frame = whole[name]
        whole[name] = frame.assign(entity_id=[f"{name}-{i}" for i in range(len(frame))], withdrawn_at=pd.NaT, restricted=None)
    statements = pd.concat([whole[name]["statement_id"] for name in names])
    whole["ledger"]["statement_id"] = rng.choice(statements, len(whole["ledger"]))
    cut = whole | {name: whole[name][whole[name]["recorded_at"] <= moment] for name in names}
    asked = pd.concat([view(case_id=c, view_id=c, as_of="2020-04-01T10:30", holder="W1") for c in CASES])
    all_, early = (_at(tmp_path / name, record, asked) for name, record in (("whole", whole), ("cut", cut)))
    stood = all_["statement_id"].isin(early["statement_id"]) & all_["class"].isin(["K1", "K1/2", "K2", "planned"])
    assert stood.sum() > 10
    keys = ["view_id", "entity_id", "class"]
    again = early[early["class"].isin(["K1", "K1/2", "K2", "planned"])]
    assert all_.loc[stood, keys].reset_index(drop=True).equals(again[keys].reset_index(drop=True))
    new = all_[~all_["entity_id"].isin(early["entity_id"])]
    assert set(new["class"]) <= {"K1", "K3", "K4a", "K4b", "K5", "K0", "same day"}  # K1: had by the decider, not written yet


def _at(folder, record, asked):
    folder.mkdir()
    for name, frame in record.items():
        frame.to_parquet(folder / f"{name}.parquet")
    return contrast.class_details(open_record(folder), asked)
