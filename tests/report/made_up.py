"""Made-up content for the notebook that tests run: the calls in its cells are to the functions here."""

from __future__ import annotations

import pandas as pd

from toolkit import draw
from toolkit.draw import Drawing
from toolkit.review.panel import Panel

DECISIONS = ["2022-01-10", "2022-06-19T10:00:00", "2022-06-25", "2023-05-02"]
KINDS = ["Placed with foster carers", "Move to a residential home", "Plan changed", "Return home considered"]


def summary(case_id: str, hostile: str) -> list[str]:
    return [
        f"The record of case {case_id} holds four decisions between January 2022 and May 2023.",
        "Half of what was written down about the child came to stand there within a day; the longest took 90 days.",
        hostile or "At the second decision, two things that another agency held were not yet on our record.",
    ]


def facts() -> dict[str, str]:
    return {"decisions": "4", "entries on record": "36", "written down late": "23 of 36", "plans not confirmed": "2"}


def entries(hostile: str = "") -> pd.DataFrame:
    rows = [
        ("placement", "2022-01-10", "2022-06-20", 2, "happened", "Foster placement, in area"),
        ("placement", "2022-06-20", "", 9, "happened", hostile or "Residential home"),
        ("legal", "2022-01-10", "2022-09-01", 1, "happened", "Interim care order"),
        ("legal", "2022-09-01", "", 0, "happened", "Care order"),
        ("need", "2022-02-01", "", 3, "happened", "Need: schooling"),
        ("goal", "2022-03-01", "2022-12-01", 3, "happened", "Goal: back at school by autumn"),
        ("incident", "2022-06-18", "", 4, "happened", "Missing overnight"),
        ("incident", "2023-05-02", "", 0, "same day", "Fight at the home"),
        *(
            (("visit"), f"{2022 + m // 12}-{m % 12 + 1:02}-{(m * 7) % 27 + 1:02}", "", (m * m) % 17, "happened", f"Visit {m + 1}")
            for m in range(16)
        ),
        *(
            ("review", day, "", lag, "happened", "Review")
            for day, lag in (("2022-02-14", 0), ("2022-05-14", 5), ("2022-11-14", 0), ("2023-03-14", 5))
        ),
        *(
            ("information", f"2022-{m:02}-11", "", lag, "happened", "Note from school")
            for m, lag in ((2, 90), (4, 20), (6, 90), (8, 20), (10, 0))
        ),
        ("review", "2023-09-01", "", -170, "planned", "Next review due"),
        ("visit", "2023-05-20", "", -19, "planned", "Visit planned"),
    ]
    frame = pd.DataFrame(rows, columns=["table", "occurred_on", "ended_on", "lag", "state", "words"])
    recorded = pd.to_datetime(frame["occurred_on"]) + pd.to_timedelta(frame["lag"], unit="D")
    return frame.assign(recorded_at=recorded.dt.strftime("%Y-%m-%dT09:30:00"))


def timeline(hostile: str = "") -> Drawing:
    return draw.timeline(entries(hostile), pd.DataFrame({"as_of": DECISIONS, "label": [*KINDS[:3], hostile or KINDS[3]]}))


def panels(hostile: str = "") -> list[Panel]:
    return [
        Panel(
            f"D{n + 1} · {day[:10]} · {kind}",
            ["Decided by the team manager, on the day after a strategy meeting."],
            {
                "Known": [
                    "Foster placement since 10 January",
                    hostile or "Two visits, both with the child seen",
                    "A need: schooling",
                ],
                "Planned": ["Review on 14 May"] if n else [],
                "Not yet written down": ["A note from school of 11 February"],
            },
        )
        for n, (day, kind) in enumerate(zip(DECISIONS, KINDS, strict=True))
    ]


def results(hostile: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "measure": ["visits_in_time", "reviews_in_time", hostile or "goals_with_a_date", "second_carer_move", "seen_alone"],
            "group": "",
            "view_id": "v1",
            "numerator": [86, 58, None, 4, None],
            "denominator": [120, 64, 4, 33, None],
            "missing": [3, 0, 0, 1, None],
            "value": [0.7167, 0.9063, None, 0.1212, None],
            "lower": [0.63, 0.81, None, 0.048, None],
            "upper": [0.79, 0.956, None, 0.27, None],
            "unit": "share",
            "status": ["ok", "ok", "suppressed", "ok", "not recorded"],
            "reason": ["", "", "below the threshold", "", "the record holds no visits"],
        }
    )


def intervals(hostile: str = "") -> Drawing:
    return draw.intervals(
        results(hostile), caption="Shares in time, with 95% intervals.", names={"visits_in_time": "Visits in time"}
    )


def visits(hostile: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "on": ["2023-01-14", "2023-02-11", "2023-03-09", "2023-04-16"],
            "seen": [True, True, False, True],
            "days": [0, 3.5, 12, None],
            "note": [
                hostile or "Settled at the home, asks about school.",
                "",
                "=1+1 was written here",
                "Wants to see her brother more often than now.",
            ],
        }
    )


def months() -> Drawing:
    marks = [
        (row, f"{2022 + m // 12}-{m % 12 + 1:02}", "yes" if (m + shift) % 5 == 0 else "not recorded" if m in (4, 9) else "no")
        for shift, row in enumerate(("No visit", "No named worker"))
        for m in range(16)
    ]
    return draw.strip(pd.DataFrame(marks, columns=["row", "month", "state"]), "Flags month by month.", "flag stood")


def known_later(hostile: str = "") -> Drawing:
    return draw.known_later(
        pd.DataFrame(
            {
                "view": [hostile or "D1", "D2", "D3", "D4"],
                "K1": [6, 7, 8, 3],
                "K1/2": [3, 9, 4, 12],
                "K2": [0, 1, 2, 0],
                "K3": [2, 0, 3, 1],
                "K4a": [0, 1, 1, 2],
                "K4b": [1, 0, 1, 0],
                "K0": [0, 0, 2, 1],
                "K5": [1, 4, 3, 0],
            }
        ),
        "view",
    )


def outcomes(hostile: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "decision": ["D1", "D2", "D3"],
            "next placement end": ["2022-06-20", None, "2023-09-14"],
            "reason": ["move", None, hostile or "return home"],
            "followed to": ["2023-12-31"] * 3,
            "cut short": [False, True, False],
        }
    )
