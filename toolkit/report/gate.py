"""The gate of a report on a group: its tables go through the policy of small numbers before anything of them is shown.

A notebook hands over all tables of a part at once and shows what comes back. What came later goes through after what was known,
and together with it; what was known stays as it was, so that nothing above the reveal tells of what lies below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from toolkit.disclose import Left, Policy, Protected, protect, read_policy, statement, understand
from toolkit.disclose.publish import MISSING_STATUS
from toolkit.disclose.tables import Table, vocabulary
from toolkit.errors import CaseReviewError
from toolkit.report import cells
from toolkit.report.cells import COUNTS, LEFT_OUT, PASSED
from toolkit.result import COLUMNS, INSUFFICIENT, SUPPRESSED

if TYPE_CHECKING:
    import pandas as pd

LATER = "afterwards/"
TELLS_MORE = "to show it would tell what is hidden above"
_NUMBERS = ("numerator", "denominator", "missing", "value", "lower", "upper")
_WHY = {INSUFFICIENT: "too few, or too often only known to be at least so much"}
# The lists of the policy in which an indicator of an agency's own may stand beside the toolkit's.
_OF_INDICATORS = ("indicators", "indicators and labels")
_PICTURES = ("image/svg+xml", "image/png", "image/jpeg")


@dataclass(frozen=True)
class Passed:
    """Tables that went through the gate.

    Attributes:
        policy: the policy that they went through.
        notebook: the notebook's name.
        exact: the tables as they were before; they never leave the process of the notebook.
        tables: the tables as they may be shown, by name.
        protected: what was hidden, why, and how it was checked.
        folder: `afterwards/` for those that hold what came later, else empty.
        own: names and labels of indicators of an agency's own, which the policy does not list.
    """

    policy: Policy
    notebook: str
    exact: Mapping[str, str] = field(repr=False)
    tables: Mapping[str, Table] = field(repr=False)
    protected: Protected = field(repr=False)
    folder: str = ""
    own: frozenset[str] = frozenset()

    def __call__(self, name: str) -> pd.DataFrame:
        """Return a table as it may be shown: a hidden number is the word `suppressed`, or a row whose status says so.

        Of a table that is left out an empty frame comes back that says why; `show` then shows the reason instead.
        """
        import pandas as pd

        table = self.tables.get(self.folder + name)
        frame = table.frame.copy() if table else pd.DataFrame(columns=list(COLUMNS))
        frame.attrs[PASSED] = self.policy.fingerprint
        if table is None:
            frame.attrs[LEFT_OUT] = next((one.reason for one in self.protected.left if one.name == self.folder + name), "not made")
        return frame

    @property
    def note(self) -> str:
        """The rules that a reader meets first, in a sentence."""
        return statement.short(self.policy)

    @property
    def said(self) -> list[str]:
        """Sentences on the policy, on how much was hidden, and on what is left out."""
        own = [t for name, t in self.tables.items() if name.startswith(LATER) == bool(self.folder)]
        return [
            statement.amount(self._log(), len(own)),
            *([] if self.folder else statement.checked(self.policy)[:-1]),
            *(f"Left out: {line}" for line in statement.left(self._left())),
        ]

    @property
    def hidden(self) -> pd.DataFrame:
        """What was hidden, table by table: `table`, `number`, `what`, `why`; never a value."""
        import pandas as pd

        titles = {name: t.shape.title for name, t in self.tables.items()}
        return pd.DataFrame(statement.hidden(self._log(), titles), columns=["table", "number", "what", "why"])

    @property
    def described(self) -> dict[str, Any]:
        """What the manifest says of the gate."""
        return {
            "policy": self.policy.name,
            "fingerprint": self.policy.fingerprint,
            "part": self.folder.removesuffix("/"),
            "hidden": [{"table": e.table, "what": e.what, "reason": e.reason, "number": e.number} for e in self._log()],
            "left": [{"table": one.name, "reason": one.reason} for one in self._left()],
            "checked": self.protected.checked,
            "narrowest": self.protected.narrowest,
        }

    def _log(self) -> list[Any]:
        return [e for e in self.protected.log if e.table.startswith(LATER) == bool(self.folder)]

    def _left(self) -> list[Left]:
        return [one for one in self.protected.left if one.name.startswith(LATER) == bool(self.folder)]


def gated(notebook: str, tables: Mapping[str, pd.DataFrame], policy: str = "", own: Iterable[str] = ()) -> Passed:
    """Return the tables of what was known as they may be shown, checked all together.

    Args:
        notebook: the name of the notebook, by which the policy lists its tables.
        tables: name to frame, with the columns that the policy lists.
        policy: a policy file on top of the default one; the default one alone where empty.
        own: names and labels of indicators of an agency's own, which may head rows wherever the toolkit's may. They are words of
            its files and of no record. A release does not know them, and leaves such tables behind.

    Raises:
        CaseReviewError: the policy cannot be used.
    """
    rules = read_policy(policy or None)
    exact, words = _texts(tables, ""), frozenset(own)
    return _passed(rules, notebook, exact, protect_all(rules, notebook, exact, words), "", words)


def gated_later(known: Passed, tables: Mapping[str, pd.DataFrame]) -> Passed:
    """Return the tables of what came later as they may be shown, checked together with those of what was known.

    Where all of them could only be shown if more were hidden above, they are left out.
    """
    later = _texts(tables, LATER)
    both = {**known.exact, **later}
    found = protect_all(known.policy, known.notebook, both, known.own)
    now = {t.shape.name: t for t in found.tables}
    if all(_same(table, now.get(name)) for name, table in known.tables.items()):
        return _passed(known.policy, known.notebook, both, found, LATER, known.own)
    left = (*known.protected.left, *(Left(name, TELLS_MORE) for name in later))
    only = Protected(known.protected.tables, left, known.protected.log, known.protected.checked, known.protected.narrowest)
    return _passed(known.policy, known.notebook, both, only, LATER, known.own)


def protect_all(policy: Policy, notebook: str, texts: Mapping[str, str], own: frozenset[str] = frozenset()) -> Protected:
    """Return what may be shown of tables given as CSV, with all that stays out."""
    understood, left = understand(_with_own(policy, own), notebook, texts)
    done = protect(understood, policy)
    return Protected(done.tables, (*left, *done.left), done.log, done.checked, done.narrowest)


def written(frame: pd.DataFrame) -> pd.DataFrame:
    """Return result rows that went through the gate as a file holds them: the word `suppressed` where a number is hidden."""
    out = frame[list(COLUMNS)].drop(columns="view_id").astype(dict.fromkeys(_NUMBERS, object))
    gone = frame["status"] == SUPPRESSED
    for column in _NUMBERS:
        out.loc[gone, column] = SUPPRESSED
    out.loc[frame[MISSING_STATUS] == SUPPRESSED, "missing"] = SUPPRESSED
    return out.convert_dtypes() if out.empty else out


def results(
    frame: pd.DataFrame, labels: Mapping[str, str], group: str, interval: str
) -> tuple[list[cells.Column], list[list[str]]]:
    """Return headings and rows of result rows that went through the gate, as a page shows them."""
    heads, rows = cells.results(frame.assign(reason=frame["status"].map(_WHY).fillna("")), labels, group, interval)
    place = [c.heading for c in heads].index("Missing")
    hidden = (frame[MISSING_STATUS] == SUPPRESSED).tolist()
    shown = [[SUPPRESSED if gone and n == place else c for n, c in enumerate(r)] for gone, r in zip(hidden, rows, strict=True)]
    return heads, shown


def check_passed(executed: Any, policy: Policy) -> list[dict[str, Any]]:
    """Hold what the cells of a report on a group show against the gate; return what they say of it.

    Raises:
        CaseReviewError: a table or picture that did not go through the gate under this policy; all of them at once.
    """
    problems: list[str] = []
    said: list[dict[str, Any]] = []
    number = 0
    for cell in executed.cells:
        if cell.cell_type != "code" or not cell.source.strip() or "injected-parameters" in cell.metadata.get("tags", ()):
            continue
        number += 1
        own = [o.get("metadata", {}).get("casereview", {}) for o in cell.outputs]
        said += [one["gate"] for one in own if "gate" in one]
        faults = [f for o in cell.outputs for f in _faults(o, policy.fingerprint)]
        problems += [f"code cell {number}: {fault}" for fault in faults]
    if problems:
        raise CaseReviewError(
            "The notebook ran, but it is on a group and not all of it went through the gate of small numbers",
            problems,
            "Hand its tables to gate.gated and show what comes back, or say of a table that it holds cases or words (holds=).",
        )
    return said


def _faults(output: Any, fingerprint: str) -> Iterable[str]:
    ours, data = output.get("metadata", {}).get("casereview"), output.get("data", {})
    if ours is None:
        if any(kind in data for kind in _PICTURES):
            yield "a picture that was drawn from no checked table"
        elif "<table" in str(data.get("text/html", "")):
            yield "a table that was not shown with show.table or show.results"
    elif "csv" in ours and ours["csv"].get("holds", COUNTS) == COUNTS and ours["csv"].get("gate") != fingerprint:
        yield "a table or figure with counts that did not go through it"


def _texts(tables: Mapping[str, pd.DataFrame], folder: str) -> dict[str, str]:
    return {folder + name: cells.csv(frame, {}) for name, frame in tables.items()}


def _with_own(policy: Policy, own: frozenset[str]) -> Policy:
    if not own:
        return policy

    def also(words: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return tuple(sorted(vocabulary(words) | own)) if words in _OF_INDICATORS else words

    return replace(policy, tables=tuple(replace(s, measures=also(s.measures), rows=also(s.rows)) for s in policy.tables))


def _passed(
    policy: Policy, notebook: str, exact: Mapping[str, str], found: Protected, folder: str, own: frozenset[str] = frozenset()
) -> Passed:
    return Passed(policy, notebook, exact, {t.shape.name: t for t in found.tables}, found, folder, own)


def _same(table: Table, other: Table | None) -> bool:
    return other is not None and table.frame.equals(other.frame)
