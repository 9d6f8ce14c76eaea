"""Every class worked by hand. The decision is w1's, on 1 March 2020 at half past ten; each story is one thing of one case."""

import pandas as pd
import pytest

from toolkit import paths
from toolkit.contrast import class_details, class_words, classes
from toolkit.contrast.classes import CLASSES, CORRECTED, COUNTS
from toolkit.known.views import decisions
from toolkit.record import open_record

AS_OF = "2020-03-01T10:30:00"


def told(occurred_on="2020-02-01", recorded_at="2020-02-02", **more):
    return {"occurred_on": occurred_on, "recorded_at": recorded_at, "kind": "call", **more}


def had(holder, known_from, kind="worker", **more):
    return {"holder": holder, "holder_kind": kind, "known_from": known_from, **more}


LATE = {"recorded_at": "2020-05-01"}
# the story, versions of one piece of information, ledger entries, its class
STORIES = [
    ("on record, and opened by the decider the day before", [told()], [had("w1", "2020-02-29 09:00")], "K1"),
    ("on record, and opened by the decider minutes before", [told()], [had("w1", "2020-03-01 10:29")], "K1"),
    ("on record, and brought by the decider", [told(informant="w1")], [], "K1"),
    ("brought by the decider, but the ledger says when it was read", [told(informant="w1")], [had("w1", "2020-03-09")], "K2"),
    ("seen by the decider and not written up yet", [told(**LATE)], [had("w1", "2020-02-01 16:00")], "K1"),
    ("made by the decider, not written up yet, the ledger silent", [told(informant="w1", **LATE)], [], "K1"),
    ("on record, the ledger silent", [told()], [], "K1/2"),
    ("on record, and another worker had opened it", [told()], [had("w2", "2020-02-05")], "K1/2"),
    ("on record, and the decider's team had it", [told()], [had("team", "2020-02-05", "team")], "K1/2"),
    ("on record, opened by the decider at an unknown hour of the day", [told()], [had("w1", "2020-03-01")], "K1/2"),
    ("on record, opened by the decider an hour later", [told()], [had("w1", "2020-03-01 11:30")], "K2"),
    ("on record, opened by the decider a week later", [told()], [had("w1", "2020-03-08")], "K2"),
    ("on record, the decider recalls having had it", [told()], [had("w1", "2020-02-05", evidence="recollection")], "K1/2"),
    ("on record, the decider recalls having had it later", [told()], [had("w1", "2020-04-05", evidence="recollection")], "K1/2"),
    ("recorded later, the police had it", [told(**LATE)], [had("police", "2020-02-01 08:00", "police")], "K3"),
    ("recorded later, brought by the school, the ledger silent", [told(informant="school", **LATE)], [], "K3"),
    ("recorded later, the police had it only after the decision", [told(**LATE)], [had("police", "2020-03-02", "police")], "K4b"),
    (
        "recorded later, the police recall having had it",
        [told(**LATE)],
        [had("police", "2020-02-01", "police", evidence="recollection")],
        "K0",
    ),
    (
        "written after an incident about a day before it, in the decider's name",
        [told(informant="w1", **LATE)],
        [had("w1", "2020-02-01", evidence="recollection", document="written afterwards")],
        "K0",
    ),
    ("recorded later, a worker of ours had it", [told(**LATE)], [had("w2", "2020-02-01 16:00")], "K4a"),
    ("recorded later, made by a worker of ours, the ledger silent", [told(informant="w2", **LATE)], [], "K4a"),
    (
        "recorded later, a worker of ours and the police had it",
        [told(**LATE)],
        [had("w2", "2020-02-02"), had("police", "2020-02-01", "police")],
        "K4a",
    ),
    ("recorded later, only the family had it", [told(informant="family", **LATE)], [had("family", "2020-02-01", "family")], "K4b"),
    ("recorded later, our agency had it from then", [told(**LATE)], [had("own agency", "2020-05-01", "own agency")], "K4b"),
    ("recorded later, nobody is named", [told(**LATE)], [], "K0"),
    ("happened the day after", [told("2020-03-02", "2020-03-02")], [], "K5"),
    ("happened later, and the decider's own", [told("2020-04-01", "2020-04-01", informant="w1")], [], "K5"),
    ("happened on the day, recorded later", [told("2020-03-01", "2020-03-04")], [], "same day"),
    (
        "happened on the day, and the police had it early that morning",
        [told("2020-03-01", "2020-03-04")],
        [had("police", "2020-03-01 06:00", "police")],
        "K3",
    ),
    (
        "happened on the day, opened by the decider before",
        [told("2020-03-01", "2020-03-01 09:00")],
        [had("w1", "2020-03-01 10:00")],
        "K1",
    ),
    ("recorded on the day without a time", [told("2020-02-28", "2020-03-01")], [], "same day"),
    ("recorded on the day, an hour before", [told("2020-02-28", "2020-03-01 09:30")], [], "K1/2"),
    ("recorded on the day, an hour later, the ledger silent", [told("2020-02-28", "2020-03-01 11:30")], [], "K0"),
    ("stated ahead", [told("2020-06-01", "2020-02-02")], [], "planned"),
    ("stated ahead, its day past, and never confirmed", [told("2020-02-10", "2020-02-02")], [], "planned"),
    ("undated, on record", [told(None, "2020-02-02")], [], "K0"),
    ("undated, recorded later", [told(None, "2020-05-01")], [], "K0"),
    ("some day in March, recorded in May", [told("2020-03-01", "2020-05-01", occurred_precision="month")], [], "K0"),
    (
        "some day in March, and the police had it on the first at six",
        [told("2020-03-01", "2020-05-01", occurred_precision="month")],
        [had("police", "2020-03-01 06:00", "police")],
        "K3",
    ),
    (
        "some day in February, recorded later, brought by the school",
        [told("2020-02-01", occurred_precision="month", informant="school", **LATE)],
        [],
        "K3",
    ),
    ("some day in April", [told("2020-04-01", "2020-05-01", occurred_precision="month")], [], "K5"),
]


def stories_in(make_record, stories, as_of=AS_OF, **view):
    record_rows, ledger, cases = [], [], []
    for n, (_, versions, entries, *_) in enumerate(stories):
        record_rows += [{**v, "case_id": f"c{n}", "entity_id": f"i{n}"} for v in versions]
        ledger += [{**e, "entity_id": f"i{n}"} for e in entries]
        cases.append({"case_id": f"c{n}", "occurred_on": "2019-01-01"})
    views = pd.DataFrame(
        [
            {"view_id": f"v{n:03}", "case_id": f"c{n}", "as_of": as_of, "holder": "w1", "cut": "before", **view}
            for n in range(len(stories))
        ],
        dtype="str",
    )
    involved = [{"case_id": "c0", "entity_id": "inv", "occurred_on": "2019-01-01", "worker_id": "w2"}]
    return make_record(information=record_rows, case=cases, ledger=ledger, involvement=involved), views


def test_every_story_falls_into_its_class(make_record):
    record, views = stories_in(make_record, STORIES)
    details = class_details(record, views).set_index("view_id")
    found = {story: details.loc[view, "class"] for (story, *_), view in zip(STORIES, views.view_id, strict=True)}
    assert found == {story: class_ for story, _, _, class_ in STORIES}
    counts = classes(record, views)
    assert (counts[list(CLASSES)].sum(axis=1) == 1).all()
    assert set(CLASSES) == {c for *_, c in STORIES} == set(class_words())


def test_without_a_decider_nothing_is_k1_or_k2(make_record):
    record, views = stories_in(make_record, STORIES, holder="")
    assert not class_details(record, views)["class"].isin(["K1", "K2"]).any()


def test_a_view_at_the_end_of_the_day_lets_the_day_in(make_record):
    stories = [("recorded on the day without a time", [told("2020-03-01", "2020-03-01")], [])]
    record, views = stories_in(make_record, stories, as_of="2020-03-01", cut="")
    assert class_details(record, views)["class"].to_list() == ["K1/2"]


def test_assumptions_and_recollections_are_counted_apart(make_record):
    stories = [
        ("own observation", [told(informant="w1")], []),
        ("a recollection", [told()], [had("w1", "2020-02-05", evidence="recollection", recorded_at="2021-01-01")]),
        ("an uncertain record time", [told(recorded_at="2020-02-02", recorded_by="2020-03-31 23:59:59")], []),
    ]
    record, views = stories_in(make_record, stories)
    counts = classes(record, views)
    assert counts["assumed"].to_list() == [1, 0, 1]
    assert counts["recollections"].to_list() == [0, 1, 0]
    details = class_details(record, views)
    assert details["recollected_by"].fillna("").to_list() == ["", "the decider from 2020-02-05", ""]
    assert "own observation" in details["why"][0]
    assert class_details(record, views, knowledge="latest")["class"][2] == "K0"


def version(said, recorded_at, withdrawn_at=None, why=None, **more):
    return told(recorded_at=recorded_at, withdrawn_at=withdrawn_at, withdrawn_reason=why, note=said, **more)


CORRECTIONS = [
    ("corrected later", [version("a", "2020-02-02", "2020-04-01", "corrected"), version("b", "2020-04-01")], True),
    ("entered in error, taken out later", [version("a", "2020-02-02", "2020-04-01", "in error")], True),
    ("replaced by something else", [version("a", "2020-02-02", "2020-04-01", "changed"), version("b", "2020-04-01")], True),
    (
        "something filled in that was empty",
        [version(None, "2020-02-02", "2020-04-01", "changed"), version("b", "2020-04-01")],
        False,
    ),
    ("recorded again, the same", [version("a", "2020-02-02", "2020-04-01", "changed"), version("a", "2020-04-01")], False),
    ("corrected before the view", [version("a", "2020-02-02", "2020-02-10", "corrected"), version("b", "2020-02-10")], False),
    ("still standing", [version("a", "2020-02-02")], False),
]


@pytest.mark.parametrize(("story", "versions", "corrected"), CORRECTIONS, ids=[s for s, *_ in CORRECTIONS])
def test_believed_then_corrected_later(make_record, story, versions, corrected):
    record, views = stories_in(make_record, [(story, versions, [])])
    row = classes(record, views).iloc[0]
    assert (row["K1/2"], row[CORRECTED]) == (1, int(corrected))
    detail = class_details(record, views).iloc[0]
    assert bool(detail.corrected_later) is corrected
    if story == "corrected later":
        assert (detail.words, detail.words_later) == ("Information (call): a", "Information (call): b")


def test_the_end_of_a_spell_is_no_correction(make_record):
    need = {"entity_id": "n", "occurred_on": "2020-02-01", "kind": "health"}
    record = make_record(
        case=[{"occurred_on": "2019-01-01"}],
        need=[
            {**need, "recorded_at": "2020-02-02", "withdrawn_at": "2020-06-01", "withdrawn_reason": "changed"},
            {**need, "recorded_at": "2020-06-01", "ended_on": "2020-06-01"},
        ],
    )
    views = pd.DataFrame([{"view_id": "v", "case_id": "c1", "as_of": AS_OF}], dtype="str")
    assert classes(record, views)[CORRECTED][0] == 0


def test_what_was_in_error_and_never_stood_at_the_view_is_nothing(make_record):
    record, views = stories_in(
        make_record,
        [
            ("taken out before", [version("a", "2020-02-02", "2020-02-10", "in error")], []),
            ("put in and taken out after", [version("a", "2020-04-02", "2020-04-10", "in error")], []),
        ],
    )
    assert classes(record, views)["entities"].to_list() == [0, 0]


def test_k2_rests_on_the_version_that_stood(make_record):
    versions = [version("a", "2020-02-02", "2020-04-01", "corrected"), version("b", "2020-04-01")]
    opened = [had("w1", "2020-04-02", version=1)]
    record, views = stories_in(make_record, [("only the later version was opened, later", versions, opened)])
    assert class_details(record, views)["class"].to_list() == ["K1/2"]


def test_a_decision_and_what_it_made_are_left_out(make_record):
    record = make_record(
        case=[{"occurred_on": "2019-01-01"}],
        decision=[{"entity_id": "d", "occurred_on": "2020-03-01", "links": "n1 n2"}],
        need=[{"entity_id": "n1", "occurred_on": "2020-02-01", "kind": "health"}],
        placement=[
            {"entity_id": "p1", "occurred_on": "2020-02-01", "decision_id": "d"},
            {"entity_id": "p2", "occurred_on": "2020-02-01"},
        ],
    )
    views = pd.DataFrame([{"view_id": "v", "case_id": "c1", "as_of": AS_OF, "decision_id": "d", "cut": "before"}], dtype="str")
    assert class_details(record, views)["entity_id"].to_list() == ["p2"]


def test_a_review_that_is_only_due_is_a_plan(make_record):
    review = {"entity_id": "r", "due_on": "2020-06-01"}
    due = {**review, "recorded_at": "2020-02-02", "withdrawn_at": "2020-05-20", "withdrawn_reason": "changed"}
    held = {**review, "occurred_on": "2020-05-20", "recorded_at": "2020-05-20"}
    record = make_record(case=[{"occurred_on": "2019-01-01"}], review=[due, held])
    views = pd.DataFrame([{"view_id": "v", "case_id": "c1", "as_of": AS_OF}], dtype="str")
    row = classes(record, views).iloc[0]
    assert (row["planned"], row["entities"], row[CORRECTED]) == (1, 1, 0)


def test_a_case_that_does_not_stand_has_no_counts(make_record):
    record, views = stories_in(make_record, STORIES[:1], as_of="2018-03-01")
    row = classes(record, views).iloc[0]
    assert row["status"] == "not recorded"
    assert row[list(COUNTS)].isna().all()
    assert len(class_details(record, views)) == 0


def test_tables_that_are_not_covered_are_named(make_record):
    record = make_record(case=[{"occurred_on": "2019-01-01"}], cover=("case", "information"))
    views = pd.DataFrame([{"view_id": "v", "case_id": "c1", "as_of": AS_OF}], dtype="str")
    assert "incident, visit" in classes(record, views)["reason"][0]


def test_holders_are_roles_and_never_names(make_record):
    entries = [had("w1", "2020-04-01"), had("w2", "2020-02-05"), had("police", "2020-02-01", "police")]
    record, views = stories_in(make_record, [("s", [told()], entries)])
    holders = class_details(record, views)["holders"][0]
    assert holders == "police from 2020-02-01; a worker from 2020-02-05; the decider from 2020-04-01"


def test_order_of_views_does_not_matter(make_record):
    record, views = stories_in(make_record, STORIES)
    assert classes(record, views).equals(classes(record, views.iloc[::-1]))
    assert class_details(record, views).equals(class_details(record, views.iloc[::-1]))


TRUTH = {"known to the family only": {"K4b"}, "seen by a worker and written up later": {"K4a", "K1"}}


def test_the_made_up_agency_agrees():
    """What the made-up agency put in as held by nobody, or seen and not written, is classed so while it was off the record."""
    record = open_record(paths.sample_record())
    views = decisions(record)
    put_in = pd.read_csv(paths.sample_record() / "truth" / "events.csv", dtype="str").query("what in @TRUTH.keys()")
    cases = put_in["case_id"].drop_duplicates().head(60)
    views = views[views["case_id"].isin(cases)]
    found = (
        put_in[["what", "entity_id", "happened_on"]]
        .merge(class_details(record, views), on="entity_id")
        .merge(views[["view_id", "as_of"]], on="view_id")
    )
    day = found["as_of"].str[:10]
    found = found[(found["happened_on"] < day) & (found["recorded_at"].str[:10] > day)]
    assert set(found["what"]) == set(TRUTH)
    assert all(row["class"] in TRUTH[row["what"]] for row in found.to_dict("records"))


def test_what_came_with_a_case_transferred_in_is_known_from_receipt_and_the_former_holder_had_it_before(make_record):
    received = {"recorded_at": "2020-05-01"}
    record = make_record(
        case=[
            {"occurred_on": "2020-01-01"},
            {"entity_id": "in", "occurred_on": "2020-05-01", "start_reason": "transferred in", "other_agency": "another authority"},
        ],
        information=[{"entity_id": "i", "occurred_on": "2020-02-01", "note": "as they wrote it", **received}],
        ledger=[
            {"entity_id": "i", "holder": "another authority", "holder_kind": "other agency", "known_from": "2020-02-01", **received}
        ],
    )
    rows = pd.DataFrame(
        [("v0", "c1", "2020-03-01"), ("v1", "c1", "2020-05-02")], columns=["view_id", "case_id", "as_of"], dtype="str"
    )
    details = class_details(record, rows)
    assert list(details.loc[details["entity_id"] == "i", "class"]) == ["K3", "K1/2"]
