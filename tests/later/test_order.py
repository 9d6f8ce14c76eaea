"""The order of rows in a record's files, and of the views, never matters."""

import random

import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from toolkit.later import maturity, outcomes
from toolkit.record import open_record
from toolkit.record.write import complete, write_record

DAYS = st.integers(0, 900).map(lambda n: str(pd.Timestamp("2019-01-01") + pd.Timedelta(days=n))[:10])
CASES = st.sampled_from(["c1", "c2", "c3"])


def rows_of(**columns):
    """Rows of a spell: it is recorded on the day of its end, where it has one."""
    row = st.fixed_dictionaries({"case_id": CASES, "occurred_on": DAYS, "length": st.none() | st.integers(0, 400), **columns})
    return st.lists(row, max_size=6)


TABLES = {
    "placement": rows_of(
        end_reason=st.sampled_from(["X1", "E4A", "E45", "E3", None]), change=st.sampled_from(["S", "P", "L", None]),
        placement_type=st.sampled_from(["U6", "U4", "T1", "K2"]), carer_id=st.sampled_from(["A", "B", None]),
        change_reason=st.sampled_from(["CARPL", "CREQB", None]),
    ),
    "status": rows_of(kind=st.sampled_from(["child protection plan", "referred"])),
    "goal": rows_of(outcome=st.sampled_from(["reached", "dropped", None])),
    "measure": rows_of(value=st.sampled_from([1.0, 2.0, None]), kind=st.sampled_from(["wellbeing", "health assessment"])),
    "contact": rows_of(kind=st.just("family time"), with_role=st.sampled_from(["mother", "sister"]), outcome=st.sampled_from(["took place", None])),
    "incident": rows_of(kind=st.sampled_from(["injury", None])),
    "missing": rows_of(kind=st.sampled_from(["missing", None])),
}  # fmt: skip
FEW = ["goals_reached", "return_home"]
NO_END = ("measure", "contact")
FIXED = {
    "child": [{"case_id": c, "entity_id": f"ch-{c}", "born_on": "2004-02-29", "family_id": "f", "recorded_at": "2018-01-01"} for c in ("c1", "c2", "c3")],
    "case": [{"case_id": c, "entity_id": f"ca-{c}", "occurred_on": "2018-01-01", "recorded_at": "2018-01-01"} for c in ("c1", "c2", "c3")],
}  # fmt: skip


def whole(table, rows):
    found = []
    for number, row in enumerate(rows):
        length, start = row["length"], pd.Timestamp(row["occurred_on"])
        end = None if length is None or table in NO_END else str(start + pd.Timedelta(days=length))[:10]
        found.append(
            {
                **{k: v for k, v in row.items() if k != "length"},
                "entity_id": f"{table}-{number}",
                "recorded_at": end or row["occurred_on"],
            }
        )
        if table not in NO_END:
            found[-1]["ended_on"] = end
    return found


def written(folder, tables):
    coverage = [
        {"table_name": t, "covered_from": "2018-01-01", "recorded_at": "2018-01-01"}
        for t in (*TABLES, *FIXED, "review", "information")
    ]
    frames = {name: complete(name, pd.DataFrame(rows)) for name, rows in {**tables, "coverage": coverage}.items() if rows}
    return open_record(write_record(folder, frames, replace=True))


@settings(
    max_examples=3, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.fixed_dictionaries(TABLES), st.integers(0, 10**6))
def test_the_order_of_rows_never_matters(tmp_path, drawn, seed):
    chance = random.Random(seed)
    tables = {**FIXED, **{name: whole(name, rows) for name, rows in drawn.items()}}
    views = pd.DataFrame(
        [{"view_id": f"{c}-{d}", "case_id": c, "as_of": d} for c in ("c1", "c2", "c3") for d in ("2019-06-01", "2020-02-29")],
        dtype="str",
    )
    first = written(tmp_path / "one", tables)
    asked = outcomes(first, views, 365), maturity(first, views, 365, FEW)
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in tables.items()}
    other = written(tmp_path / "other", shuffled)
    again = views.sample(frac=1, random_state=seed)
    assert outcomes(other, again, 365).equals(asked[0])
    assert maturity(other, again, 365, FEW).equals(asked[1])
