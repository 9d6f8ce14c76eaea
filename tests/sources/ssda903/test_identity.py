"""An adoption ends an identity: nothing of it reaches the one that comes back under the same number."""

from __future__ import annotations

import pandas as pd

from tests.sources.ssda903.returns import standing_by, table, told, write_return
from toolkit.later import outcomes
from toolkit.record import open_record
from toolkit.sources.ssda903 import import_returns

ADOPTED = "CHILD DECOM DEC REC\n7 01/06/2017 01/12/2017 E12\n8 01/06/2017 - -"
BACK = "CHILD DECOM DEC REC\n7 01/09/2019 - -\n8 01/06/2017 - -"


def _two(tmp_path, **later):
    reviews = "CHILD REVIEW\n7 01/07/2017\n8 01/07/2017"
    r1 = write_return(tmp_path / "2018", episodes=ADOPTED, reviews=reviews, uasc="CHILD DUC\n7 -", oc2="CHILD SDQ_SCORE\n7 9")
    r2 = write_return(tmp_path / "2020", episodes=BACK, **later)
    import_returns([r1, r2], tmp_path / "record")
    return tmp_path / "record", [r1, r2]


def test_a_number_that_comes_back_after_adoption_is_another_case(tmp_path):
    record, _ = _two(
        tmp_path,
        reviews="CHILD REVIEW\n7 01/07/2017\n7 01/10/2019",
        oc2="CHILD SDQ_SCORE\n7 20",
        uasc="CHILD DUC\n7 -",
        previous_permanence="CHILD PREV_PERM DATE_PERM\n7 P1 01/12/2017",
    )
    episodes = table(record, "placement")
    first, later = (set(episodes.loc[episodes["source"] == f"SSDA903 {y}", "case_id"]) - {"8"} for y in (2018, 2020))
    (new,) = later
    assert first == {"7"}
    assert "7" not in {new, new.removeprefix("ca-")}
    assert [line.split(" : ")[0] for line in told(record, "review", "occurred_on") if not line.startswith("8")] == [
        "7 2017-07-01",
        f"{new} 2019-10-01",
    ]
    kinds = table(record, "status")
    assert set(kinds.loc[kinds["case_id"] == new, "kind"]) == {"earlier permanence", "unaccompanied asylum-seeking child"}
    assert {case: set(rows["value"]) for case, rows in table(record, "measure").groupby("case_id")} == {"7": {9.0}, new: {20.0}}
    assert table(record, "child")["case_id"].value_counts().to_dict() == {"7": 1, "8": 1, new: 1}


def test_no_id_and_no_text_of_one_identity_is_in_the_other(tmp_path):
    record, _ = _two(tmp_path, reviews="CHILD REVIEW\n7 01/07/2017\n7 01/10/2019")
    opened = open_record(record)
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    with opened.connect() as con:
        for name in opened.files:
            frame = con.execute(f'SELECT * FROM "{name}"').df()
            if "case_id" in frame:
                ids = [c for c in frame if c.endswith("_id") or c in ("links", "cites")]
                for later in (True, False):
                    rows = frame[frame["case_id"].str.startswith("ca-") == later]
                    seen[later] |= {str(v) for c in ids for v in rows[c].dropna()} - {"1234567"}
    assert seen[True]
    assert not seen[True] & seen[False]


def test_coming_back_after_adoption_cannot_be_known_and_does_not_change_what_stood(tmp_path):
    record, (r1, _) = _two(tmp_path)
    views = pd.DataFrame({"view_id": ["v"], "case_id": ["7"], "as_of": ["2018-01-31"]})
    row = outcomes(open_record(record), views, names=["re_entry"]).iloc[0]
    assert (row["answer"], row["reason"][:15]) == ("not recorded", "cannot be known")
    import_returns([r1], tmp_path / "first")
    assert standing_by(tmp_path / "first", "2018-03-31") == standing_by(record, "2018-03-31")


def test_an_adoption_that_is_taken_back_and_one_that_is_only_planned_end_nothing(tmp_path):
    r1 = write_return(tmp_path / "2018", episodes="CHILD DECOM DEC REC\n7 01/06/2017 20/04/2018 E12\n8 01/06/2017 01/03/2018 E4A")
    r2 = write_return(tmp_path / "2019", episodes="CHILD DECOM DEC REC\n7 01/06/2017 20/04/2018 E4A\n7 01/09/2018 - -")
    import_returns([r1, r2], tmp_path / "record")
    assert set(table(tmp_path / "record", "placement")["case_id"]) == {"7", "8"}


def test_an_episode_that_begins_on_the_day_of_the_order_is_of_the_next_identity(tmp_path):
    episodes = "CHILD DECOM DEC REC\n7 01/06/2017 01/12/2017 E11\n7 01/12/2017 - -"
    import_returns([write_return(tmp_path / "2018", episodes=episodes)], tmp_path / "record")
    assert table(tmp_path / "record", "placement").groupby("case_id")["entity_id"].nunique().to_list() == [1, 1]
