"""Missed signs, as a reviewer cites them: how many could not have been seen at the decision that they are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit.contrast.cited_file import CANNOT, checked_citations
from toolkit.contrast.classes import CLASSES, class_words
from toolkit.contrast.classify import make_classes
from toolkit.contrast.lag_rows import frame_of
from toolkit.contrast.ledger_scope import CHILD, check_scope, files_in_scope
from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError, nearest
from toolkit.known.views import decisions, undated_decisions
from toolkit.record.clocks import EARLIEST, reached
from toolkit.record.schema import STATEMENT_TABLES
from toolkit.result import INSUFFICIENT, OK

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

HINDSIGHT, AFTER = ("K4a", "K4b", "K5"), "K5"
UNTOLD = ("K0", "same day", "planned")
LATER_VERSION = "a later version"
_TODO = (
    "Mend these rows. What cannot be cited against one decision may be against a later one; `casereview ledger` shows the classes."
)


def hindsight_share(
    record: Record, cited: pd.DataFrame, scope: str = CHILD, knowledge: str = EARLIEST, count_refused: bool = False
) -> pd.DataFrame:
    """Return, for each finding and decision, the share of the cited missed signs that no record held then.

    The share is (K4 + K5) / all cited. What happened after a decision (K5) cannot be cited against it; it may well be against
    a later one. Such citations are refused, all at once and with the reason. To measure how much hindsight a review that is
    already written holds, let them count (`count_refused`).

    Args:
        record: the record.
        cited: `finding, decision_id` and `statement_id` or `entity_id` (the thing), as text, a row a citation. A thing cited twice
            counts once.
        scope: whose files may be cited, as known at the decision: `child`, `household` or `linked`.
        knowledge: how uncertain record times are read.
        count_refused: count K5 in the share, and do not refuse it.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`: `group` is the finding, `view_id` the decision; the numerator is how many cited
        things are surely of K4 or K5, the denominator all of them, `missing` those of which it cannot be told: K0, same day,
        planned, or a later version cited that says something else than the one that stood. With some, the bounds count them
        each way and there is no single value. The reason says how many are of each class, and how many only assumed so.

    Raises:
        CaseReviewError: columns or cells that are missing; decisions or things that the record does not have; things of another
            file, of the decision's own making, or of tables that are not classed; and K5. All at once.

    Source: a proposal of this project (`data/contrast/classes.csv`).
    """
    check_scope(scope)
    rows = _things(record, checked_citations(cited))
    views = _views(record, rows)
    classed = _classed(record, rows, views, scope, knowledge)
    at = classed[classed["at_decision"]].drop_duplicates("row").set_index("row")
    undated = set(undated_decisions(record)["decision_id"])
    problems = {r.row: why for r in rows.itertuples() if (why := _why_not(r, views, undated, at, scope))}
    if not count_refused:
        problems |= {row: _after(row, classed, views) for row in at.index[at["class"] == AFTER] if row not in problems}
    if problems:
        raise CaseReviewError(CANNOT, [f"row {row}: {problems[row]}" for row in sorted(problems)], _TODO)
    found = rows.merge(at[["class", "is_assumed"]], left_on="row", right_index=True)
    found = found.drop_duplicates(["finding", "decision_id", "thing"])
    return frame_of([_row(str(f), str(d), part) for (f, d), part in found.groupby(["finding", "decision_id"], sort=True)])


def _things(record: Record, rows: pd.DataFrame) -> pd.DataFrame:
    """What is cited: `thing` (its entity), `of_table`, and the version where one is named; empty where the record has it not."""
    con = record.connect()
    try:
        con.register("cited_rows", rows)
        each = " UNION ALL ".join(
            f"""
            SELECT DISTINCT c.row, '{name}' AS of_table, s.entity_id AS thing FROM "{name}" s JOIN cited_rows c
            ON s.statement_id = c.statement_id AND c.entity_id IN ('', s.entity_id)
            UNION ALL
            SELECT DISTINCT c.row, '{name}', s.entity_id FROM "{name}" s JOIN cited_rows c
            ON c.statement_id = '' AND s.entity_id = c.entity_id"""
            for name in STATEMENT_TABLES
            if record.has(name)
        )
        found = con.execute(f"SELECT row, min(of_table) AS of_table, min(thing) AS thing FROM ({each}) GROUP BY row").df()
    finally:
        con.close()
    merged = rows.merge(found, on="row", how="left")
    return merged.assign(of_table=merged["of_table"].fillna(""), thing=merged["thing"].fillna(""))


def _views(record: Record, rows: pd.DataFrame) -> pd.DataFrame:
    """The views before all dated decisions of the cases that a cited decision is of; `view_id` is the decision."""
    every = decisions(record)
    named = every["decision_id"].isin(set(rows["decision_id"])) & (every["decision_id"] != "")
    chosen = every[every["case_id"].isin(set(every.loc[named, "case_id"])) & (every["decision_id"] != "")]
    kept = ["view_id", "case_id", "as_of", "decision_id", "holder", "cut"]
    return chosen.assign(view_id=chosen["decision_id"]).drop_duplicates("view_id")[kept].reset_index(drop=True)


def _classed(record: Record, rows: pd.DataFrame, views: pd.DataFrame, scope: str, knowledge: str) -> pd.DataFrame:
    """The class of each cited thing at its decision (`at_decision`) and at the others of the same case."""
    files = files_in_scope(record, views, scope, knowledge)
    con = record.connect()
    try:
        make_classes(con, files.views, knowledge)
        con.register("file_rows", files.files)
        con.register("cited_rows", rows)
        con.register("decision_rows", views[["view_id", "case_id"]])
        return con.execute(_CITED).df()
    finally:
        con.close()


def _why_not(cited: Any, views: pd.DataFrame, undated: set[str], at: pd.DataFrame, scope: str) -> str:
    """Why a citation has no class; empty where it has one."""
    if cited.decision_id in undated:
        return "the decision has no day, so nothing can be said to have come before it"
    if cited.decision_id not in set(views["decision_id"]):
        return f"there is no such decision{nearest(cited.decision_id, views['decision_id'])}"
    if not cited.thing:
        named = [name for name in ("statement_id", "entity_id") if getattr(cited, name)]
        return f"the record has nothing of that {' and '.join(named)}"
    classed = [row["table"] for row in table("universe")]
    if cited.of_table not in classed:
        return f"it stands in the table {cited.of_table}, which is not classed; these are: {', '.join(classed)}"
    if cited.row not in at.index:
        return f"it is not in the files that were looked at ({scope}) as known at the decision, or was never on record as a fact"
    return "the decision made it, so it could not be known before" if at.loc[cited.row, "class"] == "own" else ""


def _after(row: int, classed: pd.DataFrame, views: pd.DataFrame) -> str:
    """Why a citation of what came after a decision is refused, and where it could be cited."""
    days = dict(zip(views["view_id"], views["as_of"], strict=True))
    there = classed[classed["row"] == row].assign(as_of=lambda c: c["decision"].map(days))
    own = there.loc[there["at_decision"], "as_of"].iloc[0]
    later = there[(there["as_of"] > own) & ~there["class"].isin([AFTER, "own", *UNTOLD])].sort_values(["as_of", "decision"])
    told = "it happened after the decision (K5), so to cite it there is hindsight"
    if not len(later):
        return f"{told}; no later decision is on record at which it could be cited"
    first = later.iloc[0]
    words = class_words().get(first["class"], first["class"])
    return f"{told}; against decision {first['decision']} of {first['as_of'][:10]} it may be cited ({first['class']}: {words})"


def _row(finding: str, decision: str, part: pd.DataFrame) -> dict:
    n, sure = len(part), int(part["class"].isin(HINDSIGHT).sum())
    open_ = int(part["class"].isin((*UNTOLD, LATER_VERSION)).sum())
    assumed = int(part["is_assumed"].sum())
    counts = part["class"].value_counts()
    each = ", ".join(f"{counts[c]} {c}" for c in (*CLASSES, LATER_VERSION) if c in counts)
    said = [f"of each class: {each}", f"assumed: {assumed} of them" if assumed else ""]
    said += [f"between {sure} and {sure + open_} of {n}: of {open_} it cannot be told"] if open_ else []
    return {
        "measure": "hindsight share of what is cited as missed",
        "group": finding,
        "view_id": decision,
        "numerator": sure,
        "denominator": n,
        "missing": open_,
        "value": None if open_ else sure / n,
        "lower": sure / n,
        "upper": (sure + open_) / n,
        "unit": "share",
        "status": INSUFFICIENT if open_ else OK,
        "reason": "; ".join(filter(None, said)),
    }


# A version that was written after the decision and says something else than the one that stood was not there to be read.
_CITED = f"""
    WITH place AS (SELECT f.of_view AS decision, f.assumed, m.* FROM file_rows f JOIN at_view m USING (view_id)),
    found AS (
        SELECT p.of_view, p.decision, c.table_name, c.entity_id, c.class, c.is_assumed OR p.assumed AS is_assumed,
               CASE WHEN r.on_record THEN r.stood_id END AS stood_id
        FROM place p JOIN classed c ON c.of_view = p.of_view
        JOIN ruled r ON r.of_view = c.of_view AND r.table_name = c.table_name AND r.entity_id = c.entity_id
        ANTI JOIN uncovered u ON u.of_view = p.of_view
        UNION ALL
        SELECT p.of_view, p.decision, NULL, o.entity_id, 'own', false, NULL FROM place p JOIN own o ON o.of_view = p.of_view)
    SELECT DISTINCT c.row, f.decision, f.decision = c.decision_id AS at_decision, f.is_assumed,
           CASE WHEN f.stood_id IS NOT NULL AND s.statement_id <> f.stood_id AND NOT {reached("s.recorded_at")}
                     AND s.said IS DISTINCT FROM t.said THEN '{LATER_VERSION}' ELSE f.class END AS class
    FROM cited_rows c JOIN found f ON f.entity_id = c.thing AND coalesce(f.table_name, c.of_table) = c.of_table
    JOIN at_view m ON m.of_view = f.of_view
    JOIN decision_rows d ON d.view_id = f.decision JOIN decision_rows own ON own.view_id = c.decision_id AND own.case_id = d.case_id
    LEFT JOIN version s ON s.statement_id = c.statement_id AND s.case_id = m.case_id
    LEFT JOIN version t ON t.statement_id = f.stood_id AND t.case_id = m.case_id
    ORDER BY ALL"""
