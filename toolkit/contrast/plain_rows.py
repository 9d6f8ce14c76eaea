"""Versions of plain things as rows that each answer for some views: SQL over a table of the record, in three ways to the same rows.

A row says when its version stands on the record (`stands_from`, `stands_until`, `surely_from`) and what the thing then is
(`stood_on, undated_kept, is_plan, corrected`), between which days the thing lies as the record has it in the end (`first_on,
last_on`; empty where it is nothing in the end), who made or brought it (`ours_saw, other_saw, seen_by, made_by`), and for which
views it answers: those from `answers_from` until `answers_until`.
"""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.contrast.classify import BOOKKEEPING
from toolkit.later.facts import END, FIRST_ON, LAST_ON
from toolkit.record.clocks import EARLIEST, Moment, happened, in_the_record, recorded, withdrawn
from toolkit.record.schema import BY_NAME, NUMBER
from toolkit.record.together import THING

ANSWERING = (
    "case_id, stands_from, stands_until, surely_from, stood_on, undated_kept, is_plan, corrected, first_on, last_on, "
    "ours_saw, other_saw, seen_by, made_by, answers_from, answers_until"
)
_AS_IT_IS = "stands_from, stands_until, surely_from, stood_on, undated_kept, is_plan"
_ALWAYS = "TIMESTAMP '-infinity' AS answers_from, TIMESTAMP 'infinity' AS answers_until"


@dataclass(frozen=True)
class Rows:
    """SQL for the rows of one table.

    Attributes:
        table: its name.
        undated: whether a thing without a day is kept.
        ends: its columns that say how and when a spell ended.
        columns: the columns that its file has.
        knowledge: how uncertain record times are read.
        sure: whether there are none.
        seen: whether any of its statements says who made or brought the observation.
        held: whether any view names a holder: then whoever saw one version of several may matter at the view of another.
    """

    table: str
    undated: bool
    ends: tuple[str, ...]
    columns: tuple[str, ...]
    knowledge: str = EARLIEST
    sure: bool = False
    seen: bool = False
    held: bool = False

    def alone(self) -> str:
        """SQL for the things that are in neither `several` nor `apart`: one version, which answers for all views."""
        return f"""
            SELECT case_id, {_AS_IT_IS}, was_wrong AS corrected, first_on, last_on, ours_saw, other_saw, seen_by, made_by, {_ALWAYS}
            FROM ({self._versions("ANTI JOIN several USING (thing) ANTI JOIN apart USING (thing)")})"""

    def chained(self) -> str:
        """SQL for the versions of the things in `several`, put in order."""
        in_the_end, then = self._reading if self.sure else END, self._reading
        sides = (
            ", ".join(f"bool_or({c}) OVER whole AS {c}" for c in ("ours_saw", "other_saw")) if self.seen else "ours_saw, other_saw"
        )
        days = ", ".join(f"last_value({c} IGNORE NULLS) OVER whole AS {c}" for c in ("first_on", "last_on"))
        return f"""
            SELECT case_id, {_AS_IT_IS},
                   was_wrong OR coalesce(lead(true) OVER told AND ({self._otherwise("told")}), false) AS corrected,
                   {days}, {sides}, seen_by, made_by,
                   CASE WHEN lag(true) OVER stood THEN stands_from ELSE TIMESTAMP '-infinity' END AS answers_from,
                   coalesce(lead(stands_from) OVER stood, TIMESTAMP 'infinity') AS answers_until, thing,
                   coalesce(stands_from IS NULL OR lag(stands_until) OVER stood > stands_until, false)
                   {self._or_seen()} AS is_tangled
            FROM ({self._versions("SEMI JOIN several USING (thing) ANTI JOIN apart USING (thing)", all_columns=True)}) s
            WINDOW told AS (PARTITION BY case_id, entity_id ORDER BY {recorded(m=in_the_end)}, statement_id),
                   whole AS (PARTITION BY case_id, entity_id ORDER BY {recorded(m=in_the_end)}, statement_id
                             ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
                   stood AS (PARTITION BY case_id, entity_id ORDER BY {recorded(m=then)}, statement_id)"""

    def beside(self) -> str:
        """SQL for all versions in the order of the file, each with what its neighbours tell: enough for at most two of a thing.

        `is_long` marks a version of a thing with more, and `is_unordered` one that does not come after the version before it: then
        nothing here holds.
        """
        one_of = "(follows OR followed)"
        sides = ", ".join(f"{_any_beside(c)} AS {c}" for c in ("ours_saw", "other_saw")) if self.seen else "ours_saw, other_saw"
        return f"""
            SELECT case_id, {_AS_IT_IS}, was_wrong OR followed AND ({self._otherwise("file")}) AS corrected,
                   {_last_beside("first_on")} AS first_on, {_last_beside("last_on") if self.seen else "last_on"} AS last_on,
                   {sides}, seen_by, made_by,
                   CASE WHEN follows THEN stands_from ELSE TIMESTAMP '-infinity' END AS answers_from,
                   CASE WHEN followed THEN lead(stands_from) OVER file ELSE TIMESTAMP 'infinity' END AS answers_until, thing,
                   {one_of} AND coalesce(stands_from IS NULL OR follows AND lag(stands_until) OVER file > stands_until, false)
                   {self._or_seen(one_of)} AS is_tangled,
                   follows AND (followed OR coalesce(lag(stands_from) OVER file = stands_from, false)) AS is_long,
                   coalesce(NOT comes_after OR follows AND lag(stands_from) OVER file > stands_from, true) AS is_unordered
            FROM (SELECT *, coalesce(lead(follows) OVER file, false) AS followed
                  FROM (SELECT *, coalesce({_OF_ONE_THING}, false) AS follows, {_COMES_AFTER} AS comes_after
                        FROM ({self._versions(all_columns=True)}) WINDOW file AS ()) WINDOW file AS ()) s
            WINDOW file AS ()"""

    @property
    def _reading(self) -> Moment:
        return Moment(knowledge=f"'{EARLIEST if self.sure else self.knowledge}'")

    def _versions(self, joins: str = "", all_columns: bool = False) -> str:
        """SQL for each version by itself: when it stands and what the thing then is, which does not change from view to view."""
        stands_from, kept = recorded(m=self._reading), str(self.undated).lower()
        asked = "SEMI JOIN asked USING (case_id) " if joins else ""
        return f"""
            SELECT {"s.*" if all_columns else "s.case_id, s.thing"}, {stands_from} AS stands_from,
                   {withdrawn(m=self._reading)} AS stands_until,
                   {"s.recorded_at" if self.sure else "s.recorded_by"} AS surely_from,
                   s.occurred_on AS stood_on,
                   {kept} AS undated_kept, coalesce(s.occurred_on > CAST({stands_from} AS DATE), false) AS is_plan,
                   coalesce(s.withdrawn_reason IN ('corrected', 'in error'), false) AS was_wrong,
                   {self._in_the_end(f"coalesce({FIRST_ON}, DATE '-infinity')")} AS first_on,
                   {self._in_the_end(f"coalesce({LAST_ON}, DATE 'infinity')") if self.seen else "NULL::DATE"} AS last_on,
                   {self._observer()}
            FROM (SELECT *, {THING} AS thing FROM "{self.table}") s {self._observing()} {asked}{joins}"""

    def _in_the_end(self, value: str) -> str:
        """SQL for a value of a version that stands in the end; what has no day is not after any view, and surely before none."""
        end = END._replace(knowledge=self._reading.knowledge) if self.sure else END
        dated = f"CASE WHEN s.occurred_on IS NULL THEN {str(self.undated).lower()} ELSE {happened('occurred_on', m=end)} END"
        return f"CASE WHEN {in_the_record(m=end)} AND {dated} THEN {value} END"

    def _otherwise(self, window: str) -> str:
        """SQL that is true where the next version says something else, and not only what was empty or how a spell ended."""
        said = (
            f"CAST(s.{c.name} AS VARCHAR)" if c.type == NUMBER else f"s.{c.name}"
            for c in BY_NAME[self.table].columns
            if c.name in self.columns and c.name not in BOOKKEEPING and c.name not in self.ends
        )
        return " OR ".join(f"({c} IS NOT NULL AND {c} IS DISTINCT FROM lead({c}) OVER {window})" for c in said) or "false"

    def _observer(self) -> str:
        if not self.seen:
            return "false AS ours_saw, false AS other_saw, NULL::VARCHAR AS seen_by, NULL::VARCHAR AS made_by"
        made = "w" if self.has("worker_id") else "i"
        sides = (f"coalesce(i.side = '{side}', false) OR coalesce({made}.side = '{side}', false)" for side in ("ours", "other"))
        ours, other = sides
        return f"{ours} AS ours_saw, {other} AS other_saw, i.holder AS seen_by, {made}.holder AS made_by"

    def _observing(self) -> str:
        made = "LEFT JOIN observing w ON w.holder = s.worker_id" if self.has("worker_id") else ""
        return f"LEFT JOIN observing i ON i.holder = s.informant {made}" if self.seen else ""

    def _or_seen(self, one_of: str = "true") -> str:
        return f" OR {one_of} AND (seen_by IS NOT NULL OR made_by IS NOT NULL)" if self.seen and self.held else ""

    def has(self, column: str) -> bool:
        """Whether the table has a column of that name, be it in the file or not."""
        return column in {c.name for c in BY_NAME[self.table].columns}


_BEFORE, _THING_BEFORE = "lag(case_id, 1, '') OVER file", "lag(entity_id, 1, '') OVER file"
_OF_ONE_THING = f"case_id = {_BEFORE} AND entity_id = {_THING_BEFORE}"
_COMES_AFTER = f"(case_id >= {_BEFORE} AND (case_id > {_BEFORE} OR entity_id >= {_THING_BEFORE}))"


def _last_beside(column: str) -> str:
    return f"""
        CASE WHEN followed THEN coalesce(lead({column}) OVER file, {column})
             WHEN follows THEN coalesce({column}, lag({column}) OVER file) ELSE {column} END"""


def _any_beside(column: str) -> str:
    return f"({column} OR follows AND lag({column}) OVER file OR followed AND lead({column}) OVER file)"
