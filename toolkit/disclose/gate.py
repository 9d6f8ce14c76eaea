"""The gate: all tables that are to leave, checked together; what comes out, what stays behind, and a log without values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from toolkit.disclose.hide import COMPANY, ROW, RULE, SMALL, Hiding, hide
from toolkit.disclose.link import count_key, few_workers, hidden_by_rule, is_shown, problem_of, result_key
from toolkit.disclose.policy import Policy, Shape
from toolkit.disclose.problem import COMPLEMENT, DENOMINATOR, MISSING, NUMERATOR, Key
from toolkit.disclose.publish import publish
from toolkit.disclose.tables import NotUnderstood, Table, read_passed, read_table
from toolkit.errors import CaseReviewError
from toolkit.result import INSUFFICIENT, OK

CONTRADICTS = "it says otherwise of the same count than another table"
TOO_FEW = "its counts are so few that one could be worked out whatever is hidden"
NOT_LISTED = "the policy does not list it"
WORKERS_RULE = "too few workers"


@dataclass(frozen=True)
class Left:
    """A table that stays behind, and why; the reason holds nothing of its cells."""

    name: str
    reason: str


@dataclass(frozen=True)
class Entry:
    """One line of the log: in a table, how many rows or cells are hidden, for one reason."""

    table: str
    what: str
    reason: str
    number: int


@dataclass(frozen=True)
class Protected:
    """What may leave, with what was done.

    Attributes:
        tables: the tables as they may leave, in the order given.
        left: tables that stay behind.
        log: what was hidden and why, never a value.
        checked: how many hidden counts were held against all that is published.
        narrowest: the least distance between the bounds of any of them; None where nothing is hidden.
    """

    tables: tuple[Table, ...]
    left: tuple[Left, ...]
    log: tuple[Entry, ...]
    checked: int
    narrowest: int | None


def understand(policy: Policy, notebook: str, texts: Mapping[str, str], case: bool = False) -> tuple[list[Table], list[Left]]:
    """Return the tables of a notebook that the policy lists and that are what it says, and those that stay behind.

    Args:
        policy: the policy.
        notebook: the notebook's name.
        texts: table name (without ending, `afterwards/` before those of the afterwards part) to CSV text.
        case: whether the run is of a single case: then only the tables of form `case`, else only the others.
    """
    return _read(policy, notebook, texts, case, read_table)


def understand_passed(policy: Policy, notebook: str, texts: Mapping[str, str]) -> tuple[list[Table], list[Left]]:
    """Return the tables of a notebook that went through this very policy when they were written, and those that stay behind.

    Args:
        policy, notebook, texts: as for :func:`understand`.
    """
    return _read(policy, notebook, texts, False, lambda shape, text: read_passed(shape, text, policy.fingerprint))


def _read(
    policy: Policy, notebook: str, texts: Mapping[str, str], case: bool, reader: Callable[[Shape, str], Table]
) -> tuple[list[Table], list[Left]]:
    shapes = {n: s for n, s in policy.of(notebook).items() if (s.form == "case") == case}
    understood, left = [], []
    for name, text in texts.items():
        try:
            if name not in shapes:
                raise NotUnderstood(_unlisted(text))
            understood.append(reader(shapes[name], text))
        except NotUnderstood as why:
            left.append(Left(name, str(why)))
    return understood, left


def protect(tables: list[Table], policy: Policy) -> Protected:
    """Return the tables with every small count hidden, and every count from which one could be worked out.

    All tables are checked together. Tables that went through the same policy already come back as they are.

    Args:
        tables: as :func:`understand` returns them, of the forms `results`, `figure` and `counts`.
        policy: the thresholds.

    Raises:
        CaseReviewError: some tables went through a policy already and others not, or through another one.
    """
    done = [t for t in tables if t.checked]
    if done:
        if len(done) < len(tables) or any(t.checked != policy.fingerprint for t in done):
            raise CaseReviewError("Tables that were checked before cannot be checked again with others, or by another policy")
        return Protected(tuple(tables), (), (), 0, None)
    problem, clashes = problem_of(tables, policy)
    if clashes:
        return _without(tables, clashes, CONTRADICTS, policy)
    hiding = hide(problem, policy, frozenset(k for t in tables for k in hidden_by_rule(t, policy) if k in problem.counts))
    open_ = frozenset(t.shape.name for t in tables if _keys(t) & set(hiding.failing))
    if open_:
        return _without(tables, open_, TOO_FEW, policy)
    small = frozenset(k for k, why in hiding.why.items() if why == SMALL)
    out = tuple(publish(t, hiding.hidden, small, policy) for t in tables)
    widths = [most - least for least, most in hiding.intervals.values()]
    log = tuple(e for t in tables for e in _log(t, hiding, policy))
    return Protected(out, (), log, len(widths), min(widths, default=None))


def _unlisted(text: str) -> str:
    """Why a table stays behind that is not listed: as precisely as its column names allow."""
    heading = text.split("\n", 1)[0].lower()
    names = {h.strip("\"' ") for h in heading.split(",")}
    if names & {"case", "case_id", "case id", "child", "child_id", "view_id", "worker", "worker_id", "holder", "name"}:
        return f"{NOT_LISTED}; its columns name cases or people"
    if names & {"question", "detail", "what", "words", "entry", "note", "notes", "text"}:
        return f"{NOT_LISTED}; its columns hold texts from the record"
    return NOT_LISTED


def _without(tables: list[Table], names: frozenset[str], reason: str, policy: Policy) -> Protected:
    """Check the tables again without some, which stay behind."""
    kept = protect([t for t in tables if t.shape.name not in names], policy)
    return replace(kept, left=(*(Left(name, reason) for name in sorted(names)), *kept.left))


def _keys(table: Table) -> set[Key]:
    rows = table.frame.to_dict("records")
    if table.shape.form == "counts":
        return {count_key(table.shape, r, c) for r in rows for c in table.shape.counts}
    return {result_key(table.shape, r, w) for r in rows for w in (NUMERATOR, COMPLEMENT, DENOMINATOR, MISSING)}


def _log(table: Table, hiding: Hiding, policy: Policy) -> list[Entry]:
    found: Counter[tuple[str, str]] = Counter()
    if table.shape.form == "counts":
        found.update(
            ("cell", why) for r in table.frame.to_dict("records") for c in table.shape.counts
            if (why := hiding.why.get(count_key(table.shape, r, c)))
        )  # fmt: skip
    else:
        found.update(entry for r in table.frame.to_dict("records") for entry in _row_entries(table, r, hiding, policy))
    return [Entry(table.shape.name, what, reason, n) for (what, reason), n in sorted(found.items())]


def _row_entries(table: Table, row: dict, hiding: Hiding, policy: Policy) -> list[tuple[str, str]]:
    if row["status"] not in (OK, INSUFFICIENT):
        return []
    if row["group"] in few_workers(table, policy):
        return [("row", WORKERS_RULE)]
    keys = [result_key(table.shape, row, w) for w in (NUMERATOR, COMPLEMENT, DENOMINATOR)]
    reasons = {hiding.why[k] for k in keys if k in hiding.why}
    if not is_shown(table.shape, row, policy):
        return [("row", SMALL)] if SMALL in reasons else []
    if reasons:
        return [("row", next(r for r in (SMALL, RULE, COMPANY, ROW) if r in reasons))]
    missing = hiding.why.get(result_key(table.shape, row, MISSING))
    return [("count of what is missing", missing)] if missing else []
