"""Outcomes depend on what stood on the record before, as the data file says, and the truth keeps the chances so made."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from types import SimpleNamespace

import pytest

from toolkit import paths
from toolkit.synth import dependence, make_agency, settings
from toolkit.synth.settings import OLDEST

ON_NO_RECORD = {"engagement_weight", "risk_weight", "break_unseen"}


def a_case(**known):
    facts = {"age": 8, "high": 1, "unmet": 2, "told": 0, "moves": 0, "worry": 0.0, "engagement": 0.5, "lapse": False} | known
    return SimpleNamespace(
        set=known.get("set", settings.load()),
        age=lambda _: facts["age"],
        plan=SimpleNamespace(high=lambda: facts["high"], unmet=lambda: facts["unmet"]),
        told_of=lambda _: facts["told"],
        carer_moves=facts["moves"],
        worry=lambda _: facts["worry"],
        family=SimpleNamespace(engagement=facts["engagement"]),
        drift=SimpleNamespace(on=lambda cause, _: facts["lapse"]),
    )


def factor(outcome, **known):
    return dependence.factor(a_case(**known), outcome, None)


def test_the_lines_name_facts_that_there_are_and_outcomes_that_are_drawn():
    rows = [r for rows in settings.load().dependence.values() for r in rows]
    assert {r["fact"] for r in rows} == set(dependence.FACTS)
    with (paths.sample_record() / "truth" / "hazards.csv").open(encoding="utf-8") as text:
        assert {r["outcome"] for r in rows} <= {r["what"] for r in csv.DictReader(text)}


@pytest.mark.parametrize("known", [{"age": 15}, {"high": 3}, {"told": 2}, {"worry": 1.0}, {"engagement": 0.1}, {"lapse": True}])
def test_more_on_record_makes_an_incident_likelier(known):
    assert factor("incident", **known) > factor("incident")


def test_moves_make_a_break_likelier_and_a_return_less_so_up_to_a_bound():
    assert factor("placement breaks", moves=3) > factor("placement breaks") > 0
    assert factor("return home", moves=3) < factor("return home")
    assert factor("placement breaks", moves=30) == factor("placement breaks", moves=3)
    assert factor("placement breaks", age=40) == factor("placement breaks", age=OLDEST)


def test_it_can_be_switched_off_and_bears_on_nothing_that_is_not_named():
    off = replace(settings.load(), numbers={**settings.load().numbers, "dependence": 0.0})
    assert factor("incident", told=2, set=off) == 1 == factor("planned move", told=2)


def test_switched_off_nothing_on_record_bears_on_any_chance(tmp_path):
    """With all weights of what is on record twice as large, the same happens by the same chances."""
    known = {r["name"]: 2 * float(r["value"]) for r in settings.load().sources if r["unit"] == "log hazard"}
    known = {name: weight for name, weight in known.items() if name not in ON_NO_RECORD}
    off, heavy = hazards(tmp_path / "off", dependence=0), hazards(tmp_path / "heavy", dependence=0, **known)
    assert off == heavy


def hazards(folder, **values):
    own = folder.with_suffix(".csv")
    own.write_text("name,value\n" + "".join(f"{name},{value}\n" for name, value in values.items()), encoding="utf-8")
    return (make_agency(folder, cases=8, seed=5, parameters=own) / "truth" / "hazards.csv").read_text(encoding="utf-8")


def test_what_happened_fits_the_chances_that_the_truth_keeps():
    """Of each outcome as many as the true chances say, within four of their spread; no month is surer than sure."""
    told = defaultdict(lambda: [0.0, 0])
    with (paths.sample_record() / "truth" / "hazards.csv").open(encoding="utf-8") as text:
        for row in (r for r in csv.DictReader(text) if not r["what"].startswith("wait")):
            assert 0 <= float(row["expected"]) <= float(row["months"])
            told[row["what"]][0] += float(row["expected"])
            told[row["what"]][1] += bool(row["happened_on"])
    assert len(told) > 10
    assert all(abs(happened - expected) < 4 * expected**0.5 for expected, happened in told.values())
