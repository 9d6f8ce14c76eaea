"""Versions of things as columns for counting: SQL over a table of the record that says of each version what hangs on no view."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.contrast.classify import BOOKKEEPING
from toolkit.later.facts import END, FIRST_ON, LAST_ON
from toolkit.record.clocks import EARLIEST, FAR, NEVER, Moment, happened, in_the_record, recorded, withdrawn
from toolkit.record.schema import BY_NAME, NUMBER
from toolkit.record.together import THING


@dataclass(frozen=True)
class Rows:
    """SQL for the versions of one table.

    Attributes:
        table: its name.
        undated: whether a thing without a day is kept.
        ends: its columns that say how and when a spell ended.
        columns: the columns that its file has.
        filled: those of them that are never empty.
        knowledge: how uncertain record times are read.
        sure: whether there are none.
        seen: whether any of its statements says who made or brought the observation.
        held: whether any view names a holder.
    """

    table: str
    undated: bool
    ends: tuple[str, ...]
    columns: tuple[str, ...]
    filled: frozenset[str] = frozenset()
    knowledge: str = EARLIEST
    sure: bool = False
    seen: bool = False
    held: bool = False

    def versions(self) -> str:
        """SQL for a row a version, of the cases in `numbered`.

        `case_no, thing`; when it stands (`stands_from, stands_until`, and `surely_from` where record times are uncertain); what it
        says (`is_dated, is_plan, undated_kept, was_wrong`, and `said_0` … to tell whether another says something else);
        whether it stands in the end and of something that happened (`in_the_end`) and between which days; who saw it.
        """
        columns = {
            "case_no": "n.case_no",
            "thing": THING.replace("case_id", "s.case_id"),
            "stands_from": f"coalesce({recorded(m=self._reading)}, {FAR})",
            "stands_until": self._until(),
            "is_dated": "s.occurred_on IS NOT NULL",
            "undated_kept": str(self.undated).lower(),
            "is_plan": f"coalesce(s.occurred_on > CAST({recorded(m=self._reading)} AS DATE), false)",
            "was_wrong": "coalesce(s.withdrawn_reason IN ('corrected', 'in error'), false)",
            "in_the_end": f"coalesce({in_the_record(m=self._end)} AND {self._dated()}, false)",
            "first_on": f"coalesce(TRY_CAST({FIRST_ON} AS TIMESTAMP), {NEVER})",
            **self._uncertain(),
            **self._observer(),
            **self._said(),
        }
        picked = ", ".join(f"{value} AS {name}" for name, value in columns.items())
        return f'SELECT {picked} FROM "{self.table}" s JOIN numbered n USING (case_id) {self._observing()}'

    @property
    def _reading(self) -> Moment:
        return Moment(knowledge=f"'{EARLIEST if self.sure else self.knowledge}'")

    @property
    def _end(self) -> Moment:
        return END._replace(knowledge=self._reading.knowledge) if self.sure else END

    def _until(self) -> str:
        """SQL for until when it stands: what is called off before it was to begin, as a plan that has ended, never does."""
        until, day = withdrawn(m=self._reading), f"CAST({recorded(m=self._reading)} AS DATE)"
        if not BY_NAME[self.table].spell:
            return until
        return f"CASE WHEN s.occurred_on > {day} AND s.ended_on <= {day} THEN {recorded(m=self._reading)} ELSE {until} END"

    def _dated(self) -> str:
        """SQL for whether it tells of something that happened; what has no day is not after any view, and surely before none."""
        return f"CASE WHEN s.occurred_on IS NULL THEN {str(self.undated).lower()} ELSE {happened('occurred_on', m=self._end)} END"

    def _uncertain(self) -> dict[str, str]:
        return {} if self.sure else {"surely_from": f"coalesce(s.recorded_by, {FAR})"}

    def _said(self) -> dict[str, str]:
        """What a version says, apart from how and when a spell ended: numbers that differ where it differs, 0 where it is empty.

        What is never empty is one number together.
        """
        said = [c.name for c in BY_NAME[self.table].columns if c.name in self.columns and c.name not in BOOKKEEPING]
        own = [name for name in said if name not in self.filled and name not in self.ends]
        together = [name for name in said if name in self.filled and name not in self.ends]
        each = [[name] for name in own] + ([together] if together else [])
        numbers = (f"hash({', '.join(map(self._as_it_is, names))})" for names in each)
        return {f"said_{n}": f"xor({number}, hash(NULL))" for n, number in enumerate(numbers)}  # of no and of nought the hash is 0

    def _as_it_is(self, name: str) -> str:
        kinds = {c.name: c.type for c in BY_NAME[self.table].columns}
        return f"CAST(s.{name} AS VARCHAR)" if kinds[name] == NUMBER else f"s.{name}"

    def _observer(self) -> dict[str, str]:
        if not self.seen:
            return {}
        made = "w" if self.has("worker_id") else "i"
        saw = "coalesce(i.side = '{0}', false) OR coalesce({1}.side = '{0}', false)"
        sides = {f"{side}_saw": saw.format(side, made) for side in ("ours", "other")}
        whom = {"seen_by": "coalesce(i.holder_no, 0)", "made_by": f"coalesce({made}.holder_no, 0)"} if self.held else {}
        return {"last_on": f"coalesce(TRY_CAST({LAST_ON} AS TIMESTAMP), {FAR})", **sides, **whom}

    def _observing(self) -> str:
        made = "LEFT JOIN observing w ON w.holder = s.worker_id" if self.has("worker_id") else ""
        return f"LEFT JOIN observing i ON i.holder = s.informant {made}" if self.seen else ""

    def has(self, column: str) -> bool:
        """Whether the table has a column of that name, be it in the file or not."""
        return column in {c.name for c in BY_NAME[self.table].columns}
