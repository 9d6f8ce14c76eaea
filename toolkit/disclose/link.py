"""From tables to one problem: which of their counts are the same, and which add up to which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from toolkit.disclose.policy import Link, Policy, Shape
from toolkit.disclose.problem import COMPLEMENT, COUNT, DENOMINATOR, MISSING, NUMERATOR, SIZE, Key, Problem, Relation
from toolkit.disclose.tables import ALL, WORKERS, Table
from toolkit.result import INSUFFICIENT, OK, SUPPRESSED

_SUMMED = (NUMERATOR, COMPLEMENT, DENOMINATOR, MISSING, COUNT)


@dataclass
class _Draft:
    """A problem while it is being put together."""

    counts: dict[Key, int] = field(default_factory=dict)
    published: set[Key] = field(default_factory=set)
    withheld: set[Key] = field(default_factory=set)
    together: dict[Key, frozenset[Key]] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    clashes: set[str] = field(default_factory=set)

    def put(self, key: Key, value: int, table: str, shown: bool = True) -> Key:
        """Add a count; the same count with another value is a clash of its table."""
        if self.counts.setdefault(key, value) != value:
            self.clashes.add(table)
        if shown:
            self.published.add(key)
        return key


def problem_of(tables: Iterable[Table], policy: Policy) -> tuple[Problem, frozenset[str]]:
    """Return the counts of all tables as one problem, and the names of tables that contradict others.

    Counts are the same where the set, the measure, the group and the side of the share are. In each grouping parts are held
    to add up to their total, published or not, wherever their true values do: whoever reads the tables may know that they must.
    """
    draft, every = _Draft(), sorted(tables, key=lambda t: t.shape.name)
    for table in every:
        if table.shape.form == "counts":
            _counts(draft, table)
        else:
            _results(draft, table, policy)
    _totals(draft)
    _sizes(draft, every)
    for link in policy.relations:
        _declared(draft, link, {t.shape.name: t for t in every if t.shape.notebook == link.notebook})
    withheld = draft.withheld - draft.published
    problem = Problem(
        draft.counts, frozenset(draft.published), frozenset(withheld), draft.together, tuple(dict.fromkeys(draft.relations))
    )
    return problem, frozenset(draft.clashes)


def result_key(shape: Shape, row: dict, what: str) -> Key:
    """Return which count a result row's is."""
    group = "" if str(row["group"]).lower() in ALL else str(row["group"])
    return Key(shape.of, str(row["measure"]), shape.by if group else "", group, what)


def count_key(shape: Shape, row: dict, column: str) -> Key:
    """Return which count a cell of a table of counts is: that of a share elsewhere, or what it lacks, where the policy says so."""
    for what, elsewhere in ((NUMERATOR, shape.numerators), (MISSING, shape.lacking)):
        if column in dict(elsewhere):
            return Key(shape.of, dict(elsewhere)[column].format_map(row), "", "", what)
    label = str(row[shape.words[0]])
    group = "" if label.lower() in ALL else label
    return Key(shape.of, column, shape.words[0] if group else "", group, COUNT)


def is_shown(shape: Shape, row: dict, policy: Policy) -> bool:
    """Return whether a row has numbers to show: one whose state is ok, or a middle value of enough that lies between two ends.

    Of such a one no value is given, yet the interval and how many it rests on say what is known.
    """
    between = shape.statistic == "median" and row["status"] == INSUFFICIENT and _there(row["lower"])
    return row["status"] == OK or (between and row["denominator"] >= policy.number("median_children"))


def few_workers(table: Table, policy: Policy) -> set[str]:
    """Return the units of a table in which too few people work, or for which it does not say how many."""
    if table.shape.groups != "unit":
        return set()
    rows = table.frame.to_dict("records")
    staffed = {
        r["group"]
        for r in rows
        if r["measure"] == WORKERS and r["status"] == OK and r["value"] == r["value"] and r["value"] >= policy.number("workers")
    }
    return {r["group"] for r in rows if str(r["group"]).lower() not in ALL} - staffed


def hidden_by_rule(table: Table, policy: Policy) -> set[Key]:
    """Return the counts of result rows that leave for a rule other than their size: too few workers, a median of too few."""
    if table.shape.form == "counts":
        return set()
    few, median = few_workers(table, policy), table.shape.statistic == "median"
    return {
        result_key(table.shape, row, DENOMINATOR)
        for row in _told(table)
        if row["group"] in few or (median and row["denominator"] < policy.number("median_children"))
    }


def _told(table: Table) -> list[dict]:
    """The rows that have counts at all; how many people work in a unit is looked at and never published."""
    rows = table.frame.to_dict("records")
    return [
        r for r in rows if r["status"] in (OK, INSUFFICIENT, SUPPRESSED) and r["measure"] != WORKERS and _there(r["denominator"])
    ]


def _there(value: object) -> bool:
    import pandas as pd

    return not pd.isna(value)  # type: ignore[call-overload]


def _results(draft: _Draft, table: Table, policy: Policy) -> None:
    for row in _told(table):
        shown, name = is_shown(table.shape, row, policy), table.shape.name
        key = {w: result_key(table.shape, row, w) for w in (NUMERATOR, COMPLEMENT, DENOMINATOR, MISSING)}
        keys = [draft.put(key[DENOMINATOR], int(row["denominator"]), name, shown)]
        if table.shape.statistic == "share" and _there(row["numerator"]):
            had, of = int(row["numerator"]), int(row["denominator"])
            keys += [draft.put(key[NUMERATOR], had, name, shown), draft.put(key[COMPLEMENT], of - had, name, False)]
            draft.relations.append(Relation(key[DENOMINATOR], (key[NUMERATOR], key[COMPLEMENT])))
        row_keys = list(keys)
        if _there(row["missing"]):
            row_keys.append(draft.put(key[MISSING], int(row["missing"]), name, shown))
        draft.withheld |= set() if shown else set(row_keys)
        draft.together |= {k: draft.together.get(k, frozenset()) | frozenset(row_keys) for k in keys}


def _counts(draft: _Draft, table: Table) -> None:
    shape = table.shape
    for row in table.frame.to_dict("records"):
        keys = {c: draft.put(count_key(shape, row, c), int(row[c]), shape.name) for c in shape.counts if _there(row[c])}
        for less, more in shape.at_most:
            if less in keys and more in keys:
                draft.relations.append(Relation(keys[more], (keys[less],), exact=False))
        if shape.total in keys:
            _relate(draft, keys[shape.total], [k for c, k in keys.items() if c != shape.total])


def _relate(draft: _Draft, total: Key, parts: list[Key]) -> None:
    """Add what is so of a total and its parts: they add up; or fall short; or overlap, and none exceeds it."""
    of, whole = sum(draft.counts[p] for p in parts), draft.counts[total]
    if of <= whole:
        draft.relations.append(Relation(total, tuple(sorted(parts)), exact=of == whole))
    else:
        draft.relations += [Relation(total, (p,), exact=False) for p in sorted(parts) if draft.counts[p] <= whole]


def _totals(draft: _Draft) -> None:
    """Tie the groups of each grouping to their total; a total that is not published is still one and the same for all groupings."""
    groupings: dict[Key, dict[str, list[Key]]] = defaultdict(lambda: defaultdict(list))
    for key in draft.counts:
        if key.group and key.what in _SUMMED:
            groupings[key._replace(by="", group="")][key.by].append(key)
    for total, parted in sorted(groupings.items()):
        if total not in draft.counts:
            if len(parted) == 1:
                continue
            total = total._replace(what=f"{total.what} {SIZE}")
            draft.counts[total] = max(sum(draft.counts[p] for p in parts) for parts in parted.values())
        for parts in parted.values():
            _relate(draft, total, parts)


def _sizes(draft: _Draft, tables: list[Table]) -> None:
    """Tie denominator and missing of every measure of a group to the group's size, which is one and the same for all of them."""
    wholes: dict[tuple[str, str, str], list[Key]] = defaultdict(list)
    for key in sorted(draft.counts):
        if key.what == DENOMINATOR and key._replace(what=MISSING) in draft.counts:
            wholes[key.of, key.by, key.group].append(key)
    published = {(t.shape.of, "", ""): _cell(draft, t.shape.size, tables) for t in tables if t.shape.size}
    for group, keys in sorted(wholes.items()):
        sums = {k: draft.counts[k] + draft.counts[k._replace(what=MISSING)] for k in keys}
        size = published.get(group)
        if size is None or draft.counts[size] < max(sums.values()):
            size = Key(group[0], "", group[1], group[2], SIZE)
            draft.counts[size] = max(sums.values())
        for key, whole in sums.items():
            parts = (key, key._replace(what=MISSING))
            draft.relations.append(Relation(size, parts, exact=whole == draft.counts[size]))
    for table in tables:
        _denominators(draft, table, published.get((table.shape.of, "", "")))


def _denominators(draft: _Draft, table: Table, size: Key | None) -> None:
    """A denominator without a count of what is missing is still no more than the size of the set."""
    if size is None or table.shape.form == "counts":
        return
    for row in _told(table):
        key = result_key(table.shape, row, DENOMINATOR)
        told = key._replace(what=MISSING) in draft.counts  # then the two together are tied to the size already
        if not key.group and not told and draft.counts[key] <= draft.counts[size]:
            draft.relations.append(Relation(size, (key,), exact=draft.counts[key] == draft.counts[size]))


def _declared(draft: _Draft, link: Link, tables: dict[str, Table]) -> None:
    every = list(tables.values())
    total, parts = _cell(draft, link.total, every), [_cell(draft, p, every) for p in link.parts]
    there = [p for p in parts if p is not None]
    if total is not None and there and sum(draft.counts[p] for p in there) <= draft.counts[total]:
        _relate(draft, total, there)


def _cell(draft: _Draft, address: str, tables: list[Table]) -> Key | None:
    """The count at `table/row/column`, where it is there."""
    for table in tables:
        shape = table.shape
        if shape.form == "counts" and address.startswith(f"{shape.name}/"):
            label, _, column = address.removeprefix(f"{shape.name}/").rpartition("/")
            for row in table.frame.to_dict("records"):
                if str(row[shape.words[0]]) == label and column in shape.counts and _there(row[column]):
                    return count_key(shape, row, column)
    return None
