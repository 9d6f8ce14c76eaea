"""The ledger at a decision: how much of what could be known was with whom, as counts and shares with what cannot be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from toolkit.contrast.classes import CLASSES, class_details, class_words
from toolkit.contrast.classify import make_classes
from toolkit.contrast.lag_rows import frame_of
from toolkit.contrast.ledger_scope import CHILD, Scope, files_in_scope
from toolkit.contrast.settings import table
from toolkit.record.clocks import EARLIEST
from toolkit.result import INSUFFICIENT, NOT_APPLICABLE, NOT_RECORDED, OK

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.record import Record

KNOWABLE = ("K1", "K1/2", "K2", "K3", "K4a", "K4b", "K0", "same day")
BESIDE = ("K5", "planned")
OVERLAPPING = {
    "corrected_later": "believed then, corrected later",
    "assumed": "assumed",
    "recollected": "recollected by somebody",
}
NO_DECIDER = "no decider is named at this view, so it cannot be asked what they had"
_NEED_A_DECIDER = ("K1", "K2")
_ASSUMED = "an own observation, a record time known only between two extracts, or a file taken for a sibling's"


class _Count(NamedTuple):
    """How many things are in a class at a view, and of how many of them something else is true."""

    things: int = 0
    assumed: int = 0
    recollected: int = 0
    corrected_later: int = 0


_Counts = dict[str, _Count]


def ledger(record: Record, views: pd.DataFrame, scope: str = CHILD, knowledge: str = EARLIEST) -> pd.DataFrame:
    """Return at each view the share of things that the decider had, that the agency had, that others had, and that nobody had.

    What is counted are things (entities, not versions) of the tables in `data/contrast/universe.csv`; each is in one class of
    :func:`toolkit.contrast.class_words`. What cannot be told counts each way: a share has no single value but bounds where
    things are in a class of `data/contrast/bounds.csv` that could as well be this one (the ledger's silence gives K1/2 and K0).

    Args:
        record: the record, with all that it came to hold.
        views: `view_id, case_id, as_of` and optionally `decision_id, holder, cut`, as text.
        scope: `child`, `household` or `linked`: whose files are taken in, as known at the view
            (:func:`toolkit.contrast.ledger_scope.files_in_scope`). Files to which the holder had no right are left out and counted.
        knowledge: how uncertain record times are read: `earliest` or `latest`.

    Returns:
        Columns of :data:`toolkit.result.COLUMNS`, by view, in the order of the classes. `group` is the scope; `measure` the class
        and its words. The unit is a share: the numerator is how many things are surely in the class; the denominator is the
        things that had happened, as far as can be told, and for `K5`, `planned` and what overlaps (corrected later, assumed,
        recollected) all things classed. `missing` is how many may be in the class and may not; with some, `value` is empty, the
        status `insufficient`, and `lower` and `upper` are the bounds. How many are only assumed, and of how many a person has
        a recollection, is said in the reason. `not recorded` where the case did not stand.

    Raises:
        CaseReviewError: views that are not well formed, or no such scope.

    Source: a proposal of this project (`data/contrast/classes.csv`).

    >>> from toolkit import paths
    >>> from toolkit.record import open_record
    >>> import pandas as pd
    >>> views = pd.DataFrame({"view_id": ["v"], "case_id": ["no such case"], "as_of": ["2024-05-01"]})
    >>> set(ledger(open_record(paths.sample_record()), views).status)
    {'not recorded'}
    """
    files = files_in_scope(record, views, scope, knowledge)
    counts, uncovered = _counted(record, files, knowledge)
    told = _Told(files, scope, uncovered)
    own = files.files[files.files["file"] == CHILD].merge(files.views[["view_id", "holder"]], on="view_id")
    rows = []
    for view, holder in own.sort_values("of_view")[["of_view", "holder"]].itertuples(index=False):
        rows += told.rows(view, holder, counts.get(view))
    return frame_of(rows)


def ledger_details(record: Record, views: pd.DataFrame, scope: str = CHILD, knowledge: str = EARLIEST) -> pd.DataFrame:
    """Return the things behind :func:`ledger`, one row a view and thing; restricted ones are left out.

    Args:
        record, views, scope, knowledge: as for :func:`ledger`.

    Returns:
        `view_id`, `file` (`child`, or how the other file is linked), `of_case`, then the further columns of
        :data:`toolkit.contrast.classes.DETAIL_COLUMNS`, by view, file and then as there.
    """
    files = files_in_scope(record, views, scope, knowledge)
    found = class_details(record, files.views, knowledge)
    rows = found.merge(files.files.rename(columns={"case_id": "of_case", "assumed": "link_assumed"}), on="view_id")
    rows["assumed"] = rows["assumed"] | rows["link_assumed"]
    rows = rows.drop(columns=["view_id", "link_assumed"]).rename(columns={"of_view": "view_id"})
    first = ["view_id", "file", "of_case"]
    own = rows["file"] != CHILD
    rows = rows.assign(own=own).sort_values(["view_id", "own", "of_case"], kind="stable").drop(columns="own")
    return rows[[*first, *(c for c in rows.columns if c not in first)]].reset_index(drop=True)


def _counted(record: Record, files: Scope, knowledge: str) -> tuple[dict[str, _Counts], str]:
    """By view the counts of each class, and which tables the record never covered; a view whose case did not stand is not there."""
    con = record.connect()
    try:
        make_classes(con, files.views, knowledge)
        con.register("file_rows", files.files)
        counts: dict[str, _Counts] = {view: {} for (view,) in con.execute(_STANDING, [CHILD]).fetchall()}
        for view, name, *numbers in con.execute(_COUNTS).fetchall():
            if view in counts:
                counts[view][name] = _Count(*numbers)
        covered = {name for (name,) in con.execute("SELECT DISTINCT table_name FROM coverage").fetchall()}
    finally:
        con.close()
    return counts, ", ".join(row["table"] for row in table("universe") if row["table"] not in covered)


class _Told:
    """Result rows of one view after another."""

    def __init__(self, files: Scope, scope: str, lacking: str) -> None:
        self.scope = scope
        self.words = class_words()
        self.could_be = {row["class"]: _listed(row["could_be"]) for row in table("bounds")}
        self.closed = dict(zip(files.closed["of_view"], files.closed["files"], strict=True))
        others = files.files[files.files["file"] != CHILD]
        self.others = others.groupby("of_view").size().to_dict()
        self.supposed = others[others["assumed"]].groupby("of_view").size().to_dict()
        self.lacking = f"not counted, as the record is not known to cover them: {lacking}" if lacking else ""

    def rows(self, view: str, holder: str, counts: _Counts | None) -> list[dict]:
        """The rows of one view; `counts` is None where its case did not stand."""
        if counts is None:
            why = "the case did not stand in the record on that day"
            return [self._row(view, self._name(c), None, None, 0, NOT_RECORDED, [why]) for c in (*CLASSES, *OVERLAPPING.values())]
        things = {c: counts.get(c, _Count()).things for c in CLASSES}
        knowable, every = sum(things[c] for c in KNOWABLE), sum(things.values())
        about = self._about(view)
        found = [self._share(view, c, things, counts, knowable, about, holder) for c in CLASSES if c in KNOWABLE]
        found += [self._plain(view, self._name(c), things[c], every, [self._assumed(counts, c), *about]) for c in BESIDE]
        overlapping = [(words, sum(getattr(c, which) for c in counts.values())) for which, words in OVERLAPPING.items()]
        return found + [self._plain(view, words, n, every, about) for words, n in overlapping]

    def _share(
        self, view: str, name: str, things: dict[str, int], counts: _Counts, knowable: int, about: list[str], holder: str
    ) -> dict:
        if not holder and name in _NEED_A_DECIDER:
            return self._row(view, self._name(name), None, knowable, 0, NOT_APPLICABLE, [NO_DECIDER, *about])
        silent = {c: things[c] for c in self.could_be.get(name, ()) if things[c]}
        if not holder:  # with nobody to ask about, what is on our record is simply that
            silent.pop("K1/2", None)
        open_, sure = sum(silent.values()), things[name]
        said = [self._assumed(counts, name), *about]
        if not open_ or not knowable:
            return self._plain(view, self._name(name), sure, knowable, said)
        each = ", ".join(f"{n} {c}" for c, n in silent.items())
        why = f"between {sure} and {sure + open_} of {knowable}: {each} may be or may not"
        row = self._row(view, self._name(name), sure, knowable, open_, INSUFFICIENT, [why, *said])
        return row | {"lower": sure / knowable, "upper": (sure + open_) / knowable}

    def _plain(self, view: str, name: str, count: int, of: int, said: list[str]) -> dict:
        if not of:
            return self._row(view, name, 0, 0, 0, NOT_APPLICABLE, ["there was nothing to count", *said])
        share = count / of
        return self._row(view, name, count, of, 0, OK, said) | {"value": share, "lower": share, "upper": share}

    def _name(self, one: str) -> str:
        return f"{one}: {self.words[one]}" if one in self.words else one

    def _assumed(self, counts: _Counts, name: str) -> str:
        _, assumed, recalled, _ = counts.get(name, _Count())
        told = [f"assumed: {assumed} of them ({_ASSUMED})"] if assumed else []
        told += [f"{recalled} of them also recollected, which makes no class"] if recalled else []
        return "; ".join(told)

    def _about(self, view: str) -> list[str]:
        others, supposed, closed = (int(d.get(view, 0)) for d in (self.others, self.supposed, self.closed))
        told = [f"with {others} other file{'s'[: others != 1]}"] if others else []
        told += [f"assumed: {supposed} of these by sibling group and day of birth"] if supposed else []
        told += [f"{closed} left out, as the decider had no right to {'it' if closed == 1 else 'them'}"] if closed else []
        return [*told, self.lacking]

    def _row(self, view: str, name: str, count: int | None, of: int | None, missing: int, status: str, said: list[str]) -> dict:
        return {
            "measure": name,
            "group": self.scope,
            "view_id": view,
            "numerator": count,
            "denominator": of,
            "missing": missing,
            "value": None,
            "lower": None,
            "upper": None,
            "unit": "share",
            "status": status,
            "reason": "; ".join(filter(None, said)),
        }


def _listed(text: str) -> tuple[str, ...]:
    """Classes written one after another; one of them is of two words."""
    return tuple(c for c in CLASSES if f" {c} " in f" {text} ")


_COUNTS = """
    SELECT f.of_view, c.class, count(*) AS things, count(*) FILTER (c.is_assumed OR f.assumed) AS assumed,
           count(*) FILTER (c.recollected) AS recollected, count(*) FILTER (c.corrected_later) AS corrected_later
    FROM classed c JOIN file_rows f USING (view_id) ANTI JOIN uncovered u ON u.of_view = c.of_view
    GROUP BY ALL ORDER BY ALL"""

# A view tells nothing where its own case did not stand, whatever stood of others.
_STANDING = """
    SELECT f.of_view FROM at_view v JOIN file_rows f USING (view_id) ANTI JOIN uncovered u ON u.of_view = v.of_view
    WHERE f.file = ? ORDER BY f.of_view"""
