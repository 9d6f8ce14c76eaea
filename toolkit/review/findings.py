"""The findings of a review set beside its case: each citation with the class it had at its decision, and no hindsight taken in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.contrast import class_words, hindsight_share
from toolkit.errors import CaseReviewError, nearest
from toolkit.result import COLUMNS
from toolkit.review import afterwards, language
from toolkit.review.factors import crosswalk, lines, vocabulary
from toolkit.review.findings_file import Findings, Row, columns_of, read_findings
from toolkit.review.panel import Panel
from toolkit.review.wording import day_only, day_words, plural, shorter

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.case import ReviewedCase

NONE_GIVEN = (
    "No findings were given. Write them when you have talked: casereview findings template --to FOLDER makes the files, and the "
    "parameter findings takes that folder."
)
_AFTER, _NOT_HELD = "K5", "held against no decision"
_TODO = "Mend these places. What cannot be cited against one decision may be against a later one."
_WEAK = ("train", "remind")


@dataclass(frozen=True)
class Given:
    """The findings that were given for a case, with what they cite; `read` is empty where none were given.

    `cited` has a row a citation: `finding`, `decision` (its name, or empty), `class`, `said` (the class in words), `occurred_on`,
    `words`, `note`. `shares` are result rows: the share of what is cited that no record held then, by finding and decision.
    """

    read: Findings | None
    cited: pd.DataFrame
    shares: pd.DataFrame


def given(case: ReviewedCase, folder: str | Path = "") -> Given:
    """Read the findings of a review and look up what they cite.

    Args:
        case: the case.
        folder: the folder of findings; empty where there are none.

    Raises:
        CaseReviewError: what is wrong with the files; decisions and things that this case does not have; and things that happened
            only after the decision that they are held against (K5), with the reason. All at once.
    """
    import pandas as pd

    if not folder:
        empty = ["finding", "decision", "class", "said", "occurred_on", "words", "note"]
        return Given(None, pd.DataFrame(columns=empty, dtype="str"), pd.DataFrame(columns=list(COLUMNS)))
    read = read_findings(folder)
    names = _names(case)
    problems = [
        f"{file}.csv, row {row['row']}, decision: no decision of this case{nearest(row['decision'], names)}"
        for file, rows in (("evidence", read.evidence), ("factors", read.factors))
        for row in rows
        if row["decision"] and row["decision"] not in names
    ]
    cited = _cited(case, read, names)
    shares, refused = _shares(case, cited)
    problems += refused
    if problems:
        raise CaseReviewError("The findings cannot be used", problems, _TODO)
    return Given(read, cited, shares)


def said(given: Given) -> list[str]:
    """Return what can be said of the findings in a few sentences: how many, on what they rest, and what to think about again."""
    if given.read is None:
        return [NONE_GIVEN]
    read = given.read
    told = [
        f"{plural(len(read.findings), 'finding')}, {plural(len(read.factors), 'contributory factor')}, "
        f"{plural(len(read.actions), 'action')}."
    ]
    for row in read.findings:
        told += _thin(row["finding"], read)
    weak = [row["action"] for row in read.actions if row["strength"] in _WEAK]
    if weak and len(weak) == len(read.actions):
        told.append(
            f"All actions train or remind ({', '.join(weak)}). These are the weakest kinds: what would change the work itself?"
        )
    return told


def _thin(name: str, read: Findings) -> list[str]:
    factors = [row for row in read.factors if row["finding"] == name]
    told = []
    if len({row["factor"] for row in factors}) == 1:
        told.append(f"{name} has one factor only. Nothing has a single cause: what else had to be so?")
    if not factors:
        told.append(f"{name} has no contributory factor yet: what made it likely?")
    if not any(row["finding"] == name for row in read.evidence):
        told.append(f"{name} cites nothing on record.")
    return told


def panels(given: Given) -> list[Panel]:
    """Return a panel for each finding: what it rests on, what made the work harder and easier, and what will be done."""
    return [_panel(row, given, given.read) for row in given.read.findings] if given.read else []


def _panel(row: Row, given: Given, read: Findings) -> Panel:
    name, own = row["finding"], vocabulary(read.wording)
    pattern = next(p for p in lines("finding_patterns") if p["pattern"] == row["pattern"])
    shown_by = f" ({row['reach_shown_by'].rstrip('.')})" if row["reach_shown_by"] else ""
    lead = [
        f"Pattern: {pattern['name'].lower()}.",
        f"How it showed here: {row['seen']}",
        f"Why it is more than chance here: {row['why_not_a_quirk']}",
        f"Reach: {row['reach']}{shown_by}. Confidence: {row['confidence']}.",
        f"A question for those who can change it: {row['question']}",
    ]
    factors = [f for f in read.factors if f["finding"] == name]
    lists = {
        "What it rests on": [_citation(c) for c in given.cited[given.cited["finding"] == name].to_dict("records")],
        "Made good work harder": [_factor(f, own[f["factor"]].name) for f in factors if f["direction"] == "barrier"],
        "Made good work easier": [_factor(f, own[f["factor"]].name) for f in factors if f["direction"] == "facilitator"],
        "Works against it already": [row["worked"]] if row["worked"] else [],
        "What will be done": [f"{a['action']}: {a['words']}" for a in read.actions if a["finding"] == name],
    }
    return Panel(f"{name}. {row['title']}", lead, lists, "Nothing named.")


def _factor(row: Row, name: str) -> str:
    at = f" [{row['decision']}]" if row["decision"] else ""
    return f"{name}: {row['words']}{at} (rests on: {row['rests_on']})"


def _citation(row: dict[str, str]) -> str:
    what = f"{shorter(row['words'])} ({day_only(row['occurred_on'])})"
    note = f" {row['note']}" if row["note"] else ""
    at = f"At {row['decision']}" if row["decision"] else "In the record"
    return f"{at}, {row['said']}: {what}{note}"


def factors(given: Given) -> pd.DataFrame:
    """Return the factors with their names elsewhere: a row a factor and finding."""
    import pandas as pd

    read = given.read
    own = vocabulary(read.wording if read else None)
    elsewhere = crosswalk().drop(columns=["name", "level"])
    keys = ["finding", "factor", "direction", "words", "decision", "rests_on"]
    rows = pd.DataFrame([{k: f[k] for k in keys} for f in (read.factors if read else ())], columns=keys, dtype="str")
    names = rows["factor"].map({f.factor: f.name for f in own.values()})
    levels = rows["factor"].map({f.factor: f.level for f in own.values()})
    return rows.assign(name=names.astype("str"), level=levels.astype("str")).merge(elsewhere, on="factor", how="left")


def actions(given: Given) -> pd.DataFrame:
    """Return the actions from the strongest kind to the weakest: `action, strength, words, finding, owner, measure, due`."""
    import pandas as pd

    order = {row["strength"]: int(row["order"]) for row in lines("action_strengths")}
    columns = ["action", "strength", "words", "finding", "owner", "measure", "due"]
    rows = pd.DataFrame(
        [{c: a[c] for c in columns} for a in (given.read.actions if given.read else ())], columns=columns, dtype="str"
    )
    ranks = rows["strength"].map(order).astype("int64")
    return rows.assign(order=ranks).sort_values(["order", "due", "action"], ignore_index=True).drop(columns="order")


def shares(given: Given) -> pd.DataFrame:
    """Return, by finding and decision, the share of what is cited that no record held then: result rows."""
    return given.shares


def spoken(given: Given) -> language.Checked:
    """Return what the language check finds in the findings, factors and actions; what stands in quotes is left alone."""
    read = given.read
    if read is None:
        return language.check_cells([])
    return language.check_cells(
        (f"{file}.csv, row {row['row']}, {column}", row[column])
        for file, rows in (
            ("findings", read.findings),
            ("evidence", read.evidence),
            ("factors", read.factors),
            ("actions", read.actions),
        )
        for row in rows
        for column, about in columns_of(file).items()
        if about["kind"] == "text" and column != "thing"
    )


def things(case: ReviewedCase) -> pd.DataFrame:
    """Return what can be cited at each decision: `decision`, `thing` (its entity), `class`, `who`, `occurred_on`, `words`.

    What happened only after a decision is not among it, nor what is planned, or of its own day.
    """
    details = afterwards.classed(case)[1].merge(case.views[["view_id", "name"]], on="view_id")
    rows = details[details["class"].isin(class_words()) & (details["class"] != _AFTER)]
    rows = rows.assign(who=rows["class"].map(class_words()), order=rows["name"].str[1:].astype(int))
    rows = rows.sort_values(["order", "occurred_on", "entity_id"], ignore_index=True)
    rows = rows.assign(words=[shorter(words) for words in rows["words"]])
    return rows.rename(columns={"name": "decision", "entity_id": "thing"})[
        ["decision", "thing", "class", "who", "occurred_on", "words"]
    ]


def _names(case: ReviewedCase) -> dict[str, str]:
    """What a decision may be called in the files, and its name on the page."""
    own = dict(zip(case.views["name"], case.views["name"], strict=True))
    return own | {d: name for d, name in zip(case.views["decision_id"], case.views["name"], strict=True) if d}


def _cited(case: ReviewedCase, read: Findings, names: dict[str, str]) -> pd.DataFrame:
    """The citations, each with the class that the thing had at its decision; empty where it is no thing of that view."""
    import pandas as pd

    details = afterwards.classed(case)[1].merge(case.views[["view_id", "name"]], on="view_id")
    by_view = {(d["name"], d[key]): d for key in ("statement_id", "entity_id") for d in details.to_dict("records") if d[key]}
    anywhere = {thing: d for (_, thing), d in by_view.items()}
    rows = []
    for row in read.evidence:
        decision = names.get(row["decision"], "")
        found = by_view.get((decision, row["thing"])) if decision else anywhere.get(row["thing"])
        stood = found or anywhere.get(row["thing"], {})
        kind = str(found["class"]) if found and decision else ""
        rows.append(
            {
                "row": row["row"],
                "finding": row["finding"],
                "decision": decision,
                "thing": row["thing"],
                "entity_id": str(stood.get("entity_id", "")),
                "class": kind,
                "said": class_words().get(kind, kind or _NOT_HELD),
                "occurred_on": str(stood.get("occurred_on", "")),
                "words": str(stood.get("words", "no words of it can be shown")),
                "note": row["note"],
            }
        )
    columns = ["row", "finding", "decision", "thing", "entity_id", "class", "said", "occurred_on", "words", "note"]
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _shares(case: ReviewedCase, cited: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The share of hindsight by finding and decision, and every citation that cannot be taken, with the reason."""
    import pandas as pd

    ids = dict(zip(case.views["name"], case.views["decision_id"], strict=True))
    recorded = cited[cited["decision"].map(ids).fillna("") != ""].reset_index(drop=True)
    problems, empty = _not_taken(case, cited, ids), pd.DataFrame(columns=list(COLUMNS))
    if recorded.empty:
        return empty, problems
    try:
        rows = hindsight_share(case.record, _as_cited(recorded, ids))
    except CaseReviewError as error:
        return empty, [*problems, *(_in_file(told, recorded["row"].to_list(), ids) for told in error.problems)]
    names = {decision: name for name, decision in ids.items()}
    return rows.assign(group=rows["group"] + " at " + rows["view_id"].map(names)), problems


def _not_taken(case: ReviewedCase, cited: pd.DataFrame, ids: dict[str, str]) -> list[str]:
    """The citations of nothing on record, and those at a derived decision of what was not so by then."""
    days = dict(zip(case.views["name"], case.views["as_of"], strict=True))
    nowhere = cited[(cited["decision"] == "") & (cited["entity_id"] == "")]
    derived = cited[(cited["decision"].map(ids) == "") & cited["class"].isin(["", _AFTER])]
    return [
        f"evidence.csv, row {row['row']}, thing: this case has nothing of that name on record{_not_classed(row)}"
        for row in nowhere.to_dict("records")
    ] + [f"evidence.csv, row {row['row']}, thing: {_why_not_derived(row, days)}" for row in derived.to_dict("records")]


def _as_cited(recorded: pd.DataFrame, ids: dict[str, str]) -> pd.DataFrame:
    """Citations at recorded decisions as the ledger reads them: by thing or by one statement of it."""
    import pandas as pd

    by_entity = recorded["entity_id"] == recorded["thing"]
    return pd.DataFrame(
        {
            "finding": recorded["finding"],
            "decision_id": recorded["decision"].map(ids),
            "entity_id": recorded["thing"].where(by_entity, ""),
            "statement_id": recorded["thing"].where(~by_entity, ""),
        }
    )


def _why_not_derived(row: dict[str, str], days: dict[str, str]) -> str:
    if row["class"] == _AFTER:
        at = day_words(days[row["decision"]])
        return f"it happened after {row['decision']} of {at} (K5), so to cite it there is hindsight"
    return f"this case has nothing of that name on record at {row['decision']}{_not_classed(row)}"


def _not_classed(row: dict[str, str]) -> str:
    return "" if row["entity_id"] else "; things.csv lists what can be cited"


def _in_file(told: str, rows: list[str], ids: dict[str, str]) -> str:
    """A problem of a citation by its row in the file, its decisions called as on the page."""
    found = re.match(r"row (\d+): ", told)
    for name, decision in ids.items():
        told = told.replace(f"decision {decision} of", f"{name} of") if decision else told
    return f"evidence.csv, row {rows[int(found[1]) - 2]}, thing: {told[found.end() :]}" if found else told
