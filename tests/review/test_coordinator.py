"""The coordinator's sheet: it is drawn by what the command takes, and by the same function."""

from __future__ import annotations

from dataclasses import fields

from toolkit import paths
from toolkit.known import views
from toolkit.pseudonyms import read_key
from toolkit.record import open_record
from toolkit.report.find import resolve
from toolkit.report.parameters import read_parameters
from toolkit.review import coordinator
from toolkit.review.pack.since import NotBlind
from toolkit.review.wanted import Wanted


def test_decisions_that_are_named_are_drawn_as_the_command_would_and_why_not_is_told(monkeypatch):
    asked = []

    def refuse(record, key, how, settings, decisions):
        asked.append((how, decisions["decision_id"].tolist()))
        raise NotBlind("it cannot", ["because"])

    monkeypatch.setattr(coordinator, "draw_review", refuse)
    record = open_record(paths.sample_record())
    one = next(d for d in views.decisions(record, ["C00001", "C00002", "C00003"])["decision_id"] if d)
    wanted = Wanted(went_badly=2, within_days=3, same_day=True, in_turn=True)
    ready = coordinator.prepare(record, read_key(record), wanted, one)
    assert asked == [(Wanted(within_days=3, same_day=True, in_turn=True), [one])]
    assert ready.refused == ("because",) and "because" in coordinator.summary(ready) and len(coordinator.balance(ready))
    assert coordinator.handed_out(ready)["order"].tolist() == [""] * 6


def test_the_sheet_takes_what_the_command_takes():
    taken = {p.name for p in read_parameters(resolve("blind_review"))}
    assert {f.name for f in fields(Wanted)} - {"dimensions"} <= taken  # of reference classes the sheet tells nothing
