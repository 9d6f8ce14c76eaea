"""Each readable table of `tests/spec` holds, for the statements of a view and for the known tables that indicators see."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.spec.spec import Example, examples
from toolkit.known import statements
from toolkit.known.tables import known_tables
from toolkit.known.viewfile import checked_views
from toolkit.record import Record, open_record
from toolkit.record.write import complete, write_record

EXAMPLES = examples()


@pytest.fixture(params=EXAMPLES, ids=[e.title for e in EXAMPLES])
def example(request: pytest.FixtureRequest, tmp_path) -> tuple[Example, Record, dict[str, str]]:
    spec: Example = request.param
    table = "status" if "ended_on" in spec.statements[0] else "information"
    rows = [
        {
            "entity_id": s["statement"].rstrip("0123456789"),
            "case_id": "1",
            **{k: v or None for k, v in s.items() if k != "statement"},
        }
        for s in spec.statements
    ]
    done = complete(table, pd.DataFrame(rows))
    names = {_key(row): s["statement"] for s, row in zip(spec.statements, rows, strict=True)}
    by_id = {row.statement_id: names[row.entity_id, str(pd.Timestamp(row.recorded_at))] for row in done.itertuples()}
    return spec, open_record(write_record(tmp_path / "record", {table: done})), by_id


def _key(row: dict) -> tuple[str, str]:
    return row["entity_id"], str(pd.Timestamp(row["recorded_at"]))


def _view(row: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([{"view_id": "v", "case_id": "1", "as_of": row["as_of"], "cut": row["cut"]}])


def _named(rows: pd.DataFrame, by_id: dict[str, str]) -> str:
    return " ".join(sorted(by_id[i] for i in rows["statement_id"]))


def test_statements_of_the_view(example) -> None:
    spec, record, by_id = example
    for row in spec.views:
        shown = statements(record, _view(row), knowledge=row.get("knowledge", "earliest"))
        for state in ("happened", "planned", "same day"):
            assert _named(shown[shown["state"] == state], by_id) == row[state], (row, state)
        if "assumed" in row:
            assert _named(shown[shown["assumed"]], by_id) == row["assumed"]
        if "ended" in row:
            assert _named(shown[shown["ended_on"].notna()], by_id) == row["ended"]
            assert _named(shown[shown["planned_end_on"].notna()], by_id) == row["planned end"]


def test_known_tables_of_the_view(example) -> None:
    spec, record, by_id = example
    table = "status" if "ended_on" in spec.statements[0] else "information"
    for row in spec.views:
        known = known_tables(record, checked_views(_view(row)), (table,), knowledge=row.get("knowledge", "earliest"))
        base = "FROM {0} JOIN moment USING (view_no) WHERE base"
        assert _named(known.execute("SELECT statement_id " + base.format(table)).df(), by_id) == row["happened"], row
        assert _named(known.execute("SELECT statement_id " + base.format(table + "_planned")).df(), by_id) == row["planned"], row
        known.close()
