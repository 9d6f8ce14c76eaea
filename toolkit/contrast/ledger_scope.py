"""Whose files a view takes in: the child's, the household's, or those of all linked persons, as they were known at the view."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.contrast.settings import table
from toolkit.errors import CaseReviewError, nearest
from toolkit.known.moments import make_moments
from toolkit.known.viewfile import checked_views
from toolkit.record.clocks import EARLIEST, happened, in_the_record, recorded
from toolkit.record.identity import SEVERAL, identity_ends

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

CHILD, HOUSEHOLD, LINKED = "child", "household", "linked"
OWN_AGENCY = "own agency"


class Scope(NamedTuple):
    """The files that views take in.

    Attributes:
        views: as the views given, one row a view and file; `view_id` is a number of ours.
        files: `view_id` (that number), `of_view` (the view given), `file` (`child`, or how the other file is linked), `assumed`.
        closed: `of_view`, `files`: how many other files were left out, as the holder had no right to them.
    """

    views: pd.DataFrame
    files: pd.DataFrame
    closed: pd.DataFrame


def scopes() -> dict[str, str]:
    """Return the scopes and what each takes in, in words.

    >>> list(scopes())
    ['child', 'household', 'linked']
    """
    return {row["scope"]: row["words"] for row in table("scopes")}


def check_scope(scope: str) -> None:
    """Raise a CaseReviewError where there is no such scope."""
    if scope not in scopes():
        raise CaseReviewError(f"There is no scope {scope}{nearest(scope, scopes())}", todo=f"Choose one of: {', '.join(scopes())}.")


def files_in_scope(record: Record, views: pd.DataFrame, scope: str = CHILD, knowledge: str = EARLIEST) -> Scope:
    """Return the views once for each file that they take in: their own first, then those of others as known at the view.

    Another child's file is taken in where, in statements that stood at the view,

    - that child is named in this one's relationships, or this one in that child's, or both name the same person; for the
      household only where that says *in the household* (of both, for a person in common);
    - for `linked`, both stand in the same sibling group; for the household, where moreover this file has a person in the
      household born on the day on which that child was (`assumed`: it is taken for the same child).

    One step is taken and not a second: the household of a half-brother is not this child's. Where the view's holder had no
    right to the file it is left out and counted. A worker of ours has a right to it while involved with it, or while in one
    of the posts of `data/contrast/rights.csv` in the team that holds it; that team has, and `own agency` always; anybody
    else none. A view that names no holder is the agency's own.

    An adoption known at the view ends an identity: neither file is taken in by the other from then on.

    Args:
        record: the record.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.
        scope: one of :func:`scopes`.
        knowledge: how uncertain record times are read.

    Raises:
        CaseReviewError: views that are not well formed, or no such scope.
    """
    check_scope(scope)
    given = checked_views(views)
    ties = _ties(record, given, scope, knowledge) if scope != CHILD else None
    return _expanded(given, ties)


def _ties(record: Record, given: pd.DataFrame, scope: str, knowledge: str) -> pd.DataFrame:
    """The other files that are tied to each view's: `view_id, number, how, is_assumed, has_right`, each file once."""
    roles = [row["role"] for row in table("rights")]
    con = record.connect()
    try:
        make_moments(con, given, (), knowledge)
        for name, query in _STEPS.items():
            con.execute(f"CREATE TEMP TABLE {name} AS {query}", {"roles": roles} if "$roles" in query else None)
        found = con.execute(_CHOSEN, {"household": scope == HOUSEHOLD}).df()
    finally:
        con.close()
    return _one_a_child(record, given, found, knowledge)


def _one_a_child(record: Record, given: pd.DataFrame, found: pd.DataFrame, knowledge: str) -> pd.DataFrame:
    """Two numbers that were known at the view to be one child's are one file."""
    if not len(found):
        return found
    at = given.set_index("view_id").loc[found["view_id"], ["as_of", "cut"]].reset_index(drop=True)
    looked = at.assign(view_id=[f"{i:09d}" for i in range(len(found))], case_id=found["number"], decision_id="", holder="")
    con = record.connect()
    try:
        make_moments(con, looked, (), knowledge)
        wholes = con.execute("SELECT view_id AS looked, case_id AS whole FROM given_view ORDER BY view_id").df()
    finally:
        con.close()
    found = found.assign(whole=wholes["whole"].to_numpy(), open_to=~found["has_right"])
    found = found.sort_values(["view_id", "whole", "open_to", "is_assumed", "number", "how"])
    return found.drop_duplicates(["view_id", "whole"]).drop(columns=["whole", "open_to"])


def _expanded(given: pd.DataFrame, ties: pd.DataFrame | None) -> Scope:
    import pandas as pd

    own = given.assign(of_view=given["view_id"], file=CHILD, assumed=False)
    parts, closed = [own], pd.DataFrame({"of_view": pd.Series(dtype="str"), "files": pd.Series(dtype="int64")})
    if ties is not None and len(ties):
        let_in = ties[ties["has_right"]]
        others = let_in.rename(columns={"how": "file", "is_assumed": "assumed"}).merge(given, on="view_id")
        parts.append(others.assign(of_view=others["view_id"], case_id=others["number"]).drop(columns=["number", "has_right"]))
        counts = ties[~ties["has_right"]].groupby("view_id").size()
        closed = counts.rename("files").rename_axis("of_view").reset_index()
    every = pd.concat(parts, ignore_index=True).sort_values(["of_view", "case_id", "file"], ignore_index=True)
    every["view_id"] = pd.Series([f"{i:09d}" for i in range(len(every))], dtype="str")
    return Scope(every[list(given.columns)], every[["view_id", "of_view", "case_id", "file", "assumed"]], closed)


_MOMENT = "(FROM moment WHERE base)"
_GONE = " UNION ALL ".join(
    f"""SELECT case_id, ended_on, recorded_at, recorded_by, withdrawn_at, withdrawn_by
        FROM "{name}" WHERE ended_on IS NOT NULL AND end_reason = '{reason}'"""
    for name, reason in identity_ends()
)

# Each view's own numbers, and those that were ever tied to one of them: it only spares work, the ties are looked at again.
_NUMBER = f"""
    SELECT of_view, unnest(string_split(case_id, '{SEVERAL}')) AS number FROM {_MOMENT}"""

_EVER = f"""
    WITH said AS (
        SELECT case_id, person_id AS tie FROM relationship WHERE person_id IS NOT NULL
        UNION SELECT case_id, entity_id FROM child
        UNION SELECT case_id, '{SEVERAL}' || family_id FROM child WHERE family_id IS NOT NULL AND family_id <> ''),
    plain AS (FROM said WHERE NOT contains(case_id, '{SEVERAL}'))
    SELECT DISTINCT n.of_view, b.case_id AS number
    FROM number n JOIN plain a ON a.case_id = n.number JOIN plain b ON b.tie = a.tie
    ANTI JOIN number o ON o.of_view = n.of_view AND o.number = b.case_id"""

_FILE = """
    SELECT *, true AS own FROM number UNION ALL SELECT *, false FROM ever"""

_LIVED = f"""
    SELECT of_view, number, own, person_id, lives_there FROM (
        SELECT m.of_view, f.number, f.own, s.person_id, coalesce(s.in_household, false) AS lives_there,
               coalesce({happened("ended_on")}, false) AS has_ended
        FROM {_MOMENT} m JOIN file f USING (of_view) JOIN relationship s ON s.case_id = f.number
        WHERE {in_the_record()} AND s.person_id IS NOT NULL AND coalesce({happened("occurred_on")}, true)
        QUALIFY row_number() OVER (
            PARTITION BY m.of_view, f.number, s.entity_id ORDER BY {recorded()} DESC, s.statement_id DESC) = 1)
    WHERE NOT has_ended"""


def _standing(name: str, columns: str) -> str:
    return f"""
        SELECT m.of_view, f.number, f.own, s.entity_id, {columns}
        FROM {_MOMENT} m JOIN file f USING (of_view) JOIN "{name}" s ON s.case_id = f.number
        WHERE {in_the_record()}
        QUALIFY row_number() OVER (
            PARTITION BY m.of_view, f.number, s.entity_id ORDER BY {recorded()} DESC, s.statement_id DESC) = 1"""


_TIE = """
    SELECT l.of_view, k.number, 'named in the child''s file' AS how, l.lives_there, false AS is_assumed
    FROM lived l JOIN kid k ON k.of_view = l.of_view AND k.entity_id = l.person_id WHERE l.own AND NOT k.own
    UNION ALL
    SELECT l.of_view, l.number, 'names the child', l.lives_there, false
    FROM lived l JOIN kid k ON k.of_view = l.of_view AND k.entity_id = l.person_id WHERE k.own AND NOT l.own
    UNION ALL
    SELECT a.of_view, b.number, 'names the same person', a.lives_there AND b.lives_there, false
    FROM lived a JOIN lived b ON b.of_view = a.of_view AND b.person_id = a.person_id WHERE a.own AND NOT b.own
    UNION ALL
    SELECT a.of_view, b.number, 'of the same sibling group', false, false
    FROM kid a JOIN kid b ON b.of_view = a.of_view AND b.family_id = a.family_id WHERE a.own AND NOT b.own AND a.family_id <> ''
    UNION ALL
    SELECT a.of_view, b.number, 'of the same sibling group, and born on the day of a person in the household', true, true
    FROM kid a JOIN kid b ON b.of_view = a.of_view AND b.family_id = a.family_id
    JOIN lived l ON l.of_view = a.of_view AND l.own AND l.lives_there
    JOIN somebody p ON p.of_view = a.of_view AND p.number = l.number AND p.entity_id = l.person_id AND p.born_on = b.born_on
    WHERE a.own AND NOT b.own AND a.family_id <> ''"""

_GONE_AT = f"""
    SELECT DISTINCT m.of_view, f.own, f.number
    FROM {_MOMENT} m JOIN file f USING (of_view) JOIN ({_GONE}) e ON e.case_id = f.number
    WHERE {in_the_record("e")} AND {happened("ended_on", "e")}"""


def _works(name: str, holder: str) -> str:
    """Those who had to do with a file at the view, whose spell had begun and was not known to be over."""
    return f"""
        SELECT of_view, number, holder FROM (
            SELECT m.of_view, f.number, s.{holder} AS holder, coalesce({happened("ended_on")}, false) AS has_ended
            FROM {_MOMENT} m JOIN file f USING (of_view) JOIN "{name}" s ON s.case_id = f.number
            WHERE NOT f.own AND {in_the_record()} AND {happened("occurred_on")}
            QUALIFY row_number() OVER (
                PARTITION BY m.of_view, f.number, s.entity_id ORDER BY {recorded()} DESC, s.statement_id DESC) = 1)
        WHERE NOT has_ended AND holder IS NOT NULL"""


_POST = f"""
    SELECT of_view, worker_id AS holder, team FROM (
        SELECT m.of_view, s.worker_id, s.team, coalesce({happened("ended_on")}, false) AS has_ended
        FROM {_MOMENT} m JOIN given_view v USING (of_view) JOIN staff s ON s.worker_id = v.holder
        WHERE {in_the_record()} AND {happened("occurred_on")} AND list_contains($roles, s.role)
        QUALIFY row_number() OVER (PARTITION BY m.of_view, s.entity_id ORDER BY {recorded()} DESC, s.statement_id DESC) = 1)
    WHERE NOT has_ended"""

_RIGHT = """
    SELECT * FROM involved UNION FROM joined UNION FROM held
    UNION SELECT h.of_view, h.number, p.holder FROM held h JOIN post p ON p.of_view = h.of_view AND p.team = h.holder"""

_CHOSEN = f"""
    SELECT v.view_id, t.number, arg_min(t.how, (t.is_assumed, t.how)) AS how, bool_and(t.is_assumed) AS is_assumed,
           any_value(v.holder IS NULL OR v.holder = '{OWN_AGENCY}' OR r.number IS NOT NULL) AS has_right
    FROM tie t JOIN given_view v USING (of_view)
    LEFT JOIN entitled r ON r.of_view = t.of_view AND r.number = t.number AND r.holder = v.holder
    ANTI JOIN gone g ON g.of_view = t.of_view AND (g.own OR g.number = t.number)
    WHERE t.lives_there OR NOT $household
    GROUP BY ALL ORDER BY ALL"""

_STEPS = {
    "number": _NUMBER,
    "ever": _EVER,
    "file": _FILE,
    "lived": _LIVED,
    "kid": _standing("child", "s.family_id, s.born_on"),
    "somebody": _standing("person", "s.born_on"),
    "tie": _TIE,
    "gone": _GONE_AT,
    "involved": _works("involvement", "worker_id"),
    "joined": _works("involvement", "team"),
    "held": _works("case", "team"),
    "post": _POST,
    "entitled": _RIGHT,
}
