"""A child's death: an answer of its own, which is never told of as something that did not come, nor counted as gone well."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from toolkit.contrast.settings import table
from toolkit.later.facts import final_ends
from toolkit.later.follow import COMPETING
from toolkit.record import codes

if TYPE_CHECKING:
    from toolkit.record import Record

_OWN = "competing: "
_DIED, _BY_WORDS = "died", "case.end_reason"


@cache
def counts_as() -> dict[str, str]:
    """Return the answers that tell by themselves how a decision went on: answer to `went badly`.

    The ends they name stand in `data/contrast/went.csv`, so that every part of a review counts them alike.

    >>> counts_as()
    {'competing: the child died': 'went badly'}
    """
    return {f"{_OWN}{row['detail']}": row["counts_as"] for row in table("went")}


def own_answer(answer: str, detail: str) -> str:
    """Return an answer of `toolkit.later` as it is locked: a death that came first is an answer of its own.

    >>> own_answer("competing end", "the child died"), own_answer("competing end", "the child was adopted"), own_answer("no", "")
    ('competing: the child died', 'competing end', 'no')
    """
    named = f"{_OWN}{detail}"
    return named if answer == COMPETING and named in counts_as() else answer


def died(record: Record) -> set[str]:
    """Return the cases of a record whose child's death is on record: by a day of death, or by how a placement or case ended.

    A death that was written once and not withdrawn counts, even where a later version says otherwise.
    """
    ends = [row for row in final_ends() if row["kind"] == _DIED]
    words = [row["group"] for row in ends if row["list"] == _BY_WORDS]
    lists = [row for row in ends if row["group"] and row["list"] != _BY_WORDS]
    coded = {c.code for row in lists for c in codes.codes(row["list"]).values() if row["group"] in c.groups}
    con = record.connect()
    try:
        return {case for (case,) in con.execute(_DEAD, {"words": words, "codes": sorted(coded)}).fetchall()}
    finally:
        con.close()


_DEAD = """
    SELECT case_id FROM child WHERE died_on IS NOT NULL AND withdrawn_at IS NULL
    UNION SELECT case_id FROM placement WHERE list_contains($codes, end_reason) AND withdrawn_at IS NULL
    UNION SELECT case_id FROM "case" WHERE list_contains($words, end_reason) AND withdrawn_at IS NULL"""
