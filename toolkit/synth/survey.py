"""Surveys of staff and families, team by team and year by year: counts of answers, never who gave them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from toolkit.synth import chance, clock

if TYPE_CHECKING:
    from toolkit.synth.settings import Settings
    from toolkit.synth.team import Team

_SURVEY = 7
_ANSWERS = ("agree", "neither", "disagree")
_ASKED = {"staff": 12, "families": 30}
_MONTH = 6


def rows(teams: list[Team], seed: int, set_: Settings) -> list[dict[str, Any]]:
    """Return the rows of the table `survey`: each June, each question, each team, with how many were asked and answered."""
    years = range(set_.start.year + 1, set_.data_date.year + 1)
    return [row for team in teams for year in years for row in _of(team, date(year, _MONTH, 15), seed, set_)]


def _of(team: Team, day: date, seed: int, set_: Settings) -> list[dict[str, Any]]:
    rng = chance.stream(seed, _SURVEY, team.number, day.year)
    traits = {name: 0.35 + 0.4 * rng.random() for name in sorted({r["trait"] for r in set_.survey})}
    at = clock.daytime(rng, chance.weekday(chance.later(day, 40)))
    found = []
    for item in set_.survey:
        asked = _ASKED[item["survey"]]
        answered = sum(chance.happens(rng, set_["survey_answer_share"]) for _ in range(asked))
        agree = sum(chance.happens(rng, traits[item["trait"]]) for _ in range(answered))
        neither = sum(chance.happens(rng, 0.4) for _ in range(answered - agree))
        for answer, number in zip(_ANSWERS, (agree, neither, answered - agree - neither), strict=True):
            found.append(
                {
                    "survey": item["survey"],
                    "item": item["item"],
                    "team": team.name,
                    "asked_on": day,
                    "answer": answer,
                    "answers": number,
                    "asked": asked,
                    "recorded_at": at,
                }
            )
    return found
