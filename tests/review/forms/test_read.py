"""The definitions of forms: what ships, and what is said of a broken one."""

from __future__ import annotations

import csv

import pytest

from toolkit.errors import CaseReviewError
from toolkit.review.forms import read_form
from toolkit.review.forms.read import names, standing_outcomes

ITEMS = "id,page,kind,question,source\n"
TOML = 'version = "1"\ntitle = "T"\n[[pages]]\nnumber = 1\ntitle = "One"\n'


def folder(tmp_path, items=ITEMS + "a,1,yesno,A?,project\n", toml=TOML):
    (tmp_path / "own").mkdir(exist_ok=True)
    (tmp_path / "own" / "form.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "own" / "items.csv").write_text(items, encoding="utf-8")
    return tmp_path / "own"


@pytest.mark.parametrize("name", names())
def test_every_form_that_ships_is_whole_and_says_its_sources(name):
    form = read_form(name)
    assert all(item.source and item.question for item in form.items)
    assert form.title and form.pages


def test_the_rating_asks_the_ten_principles_at_three_levels(rating):
    levels = {i.id: i.level for i in rating.items if i.id.startswith("p")}
    assert set(levels) == {f"p{n}" for n in range(1, 11)}
    assert set(levels.values()) == {"decision", "reviewer", "organisation"}
    assert {i.counts_in for i in rating.items} == {""}  # nothing is computed from them, so no levels are ever added up


def test_every_pack_asks_the_same_good_and_bad_chances():
    wanted = [f"chance_{row['outcome']}" for row in standing_outcomes()]
    for name in ("rating", "rating_again"):
        assert [i.id for i in read_form(name).items if i.id.startswith("chance_")] == wanted
    assert {row["kind"] for row in standing_outcomes()} == {"good", "bad"}


def test_nothing_after_the_decision_is_asked_before_it(rating):
    assert {i.id for i in rating.on(1)} == {"would_decide", "would_seek", *(f"chance_{r['outcome']}" for r in standing_outcomes())}
    assert rating.gate and all(p.fixed for p in rating.pages[:2])


def test_another_horizon_is_another_form(rating):
    other = read_form("rating", horizon_days=180)
    assert other.sha256 != rating.sha256
    assert "180 days" in other.by_id["chance_incident"].section


def test_an_agency_brings_its_own_form(tmp_path):
    form = read_form(folder(tmp_path))
    assert (form.name, form.by_id["a"].values) == ("own", ("yes", "no"))


def test_an_agency_brings_its_own_wording(tmp_path, rating):
    own = tmp_path / "wording.csv"
    own.write_text('id,question,source\np1,"Our licensed words, under licence 7",the publisher\n', encoding="utf-8")
    form = read_form("rating", wording=own)
    assert form.by_id["p1"].question == "Our licensed words, under licence 7"
    assert form.by_id["p2"] == rating.by_id["p2"]
    assert form.sha256 != rating.sha256
    own.write_text("id,question\np11,x\n", encoding="utf-8")
    with pytest.raises(CaseReviewError, match=r"there is no question p11 \(did you mean p1\?\)"):
        read_form("rating", wording=own)


def test_a_broken_form_says_everything_at_once(tmp_path):
    items = ITEMS.replace("source", "source,wehn,when,needed,level,choices") + (
        "a,1,yesno,A?,project,,b=yes,,,\n"
        "a,9,yesnoo,,,,,perhaps,boss,\n"
        "B C,x,percent,C?,project,,nobody=1,,,x=y\n"
        "d,1,choice,D?,project,,,,,one|one\n"
    )
    toml = TOML + 'colour = "red"\n[stop]\nitem = "zz"\nvalue = "yes"\nwords = "w"\n'
    with pytest.raises(CaseReviewError) as error:
        read_form(folder(tmp_path, items, toml))
    said = str(error.value)
    for words in (
        "no column wehn (did you mean when?)",
        "no setting colour",
        "the id a is there twice",
        "no kind yesnoo (did you mean yesno?)",
        "needed must be yes or no",
        "no level boss",
        "form.toml has no page 9",
        "its page must be a whole number",
        "its id must be small letters",
        "a question of this kind has no choices",
        "the choice one is there twice",
        "when names nobody, and there is no such question",
        "stop names zz",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("version = ", "form.toml"),
        ("pages = 3", "pages must be a list"),
        ('version = 1\ntitle = ["x"]\n[[pages]]\nnumber = "1"', "number must be a whole number"),
        ("\0", "NUL"),
        ("", "it has no pages"),
    ],
)
def test_a_broken_head_is_said_in_words(tmp_path, toml, words):
    with pytest.raises(CaseReviewError, match=words):
        read_form(folder(tmp_path, toml=toml))


def test_an_unknown_form_names_the_nearest():
    with pytest.raises(CaseReviewError, match=r"no form ratings \(did you mean rating\?\)"):
        read_form("ratings")


def test_the_items_file_may_be_damaged(tmp_path):
    own = folder(tmp_path, ITEMS + 'a,1,yesno,"A?,project\n')
    with pytest.raises(CaseReviewError, match="items.csv"):
        read_form(own)
    (own / "items.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CaseReviewError, match="UTF-8"):
        read_form(own)
    (own / "items.csv").unlink()
    with pytest.raises(CaseReviewError, match="no such file"):
        read_form(own)


def test_sources_are_public_ones():
    for name in names():
        for item in read_form(name).items:
            assert "practice.md" not in item.source and "memory" not in item.source


def test_standing_outcomes_are_named_once():
    named = [row["outcome"] for row in standing_outcomes()]
    assert len(named) == len(set(named))
    assert csv.Sniffer().sniff(",".join(named)).delimiter == ","


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("g,1,grade,G?,project,A=Good|B=Bad", "the choices of a grade are numbers"),
        ("g,1,grade,G?,project,2=Good|1=Bad|x=Other", "the choices of a grade are numbers"),
        ("y,1,yesno,Y?,project,ja=Ja|nein=Nein", "its choices must hold yes and no"),
        ("concern,1,text,C?,project,", "the id concern is that of the box"),
    ],
)
def test_what_a_summary_could_not_count_is_refused(tmp_path, row, words):
    with pytest.raises(CaseReviewError, match=words):
        read_form(folder(tmp_path, ITEMS.replace("source", "source,choices") + row + "\n"))
