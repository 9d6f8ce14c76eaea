"""The ledger's last step: from the thing that was known to the version of it that stood then."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_Version = tuple[Any, str]


def resolved(rows: list[dict[str, Any]], tables: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    """Return ledger rows with the statement that stood when it was known, or the first one recorded afterwards.

    Args:
        rows: with `entity_id` and `known_from`.
        tables: completed frames with `entity_id`, `statement_id`, `recorded_at`, by table name.
    """
    versions = _versions({r["entity_id"] for r in rows}, tables)
    return [
        {**{k: v for k, v in r.items() if k != "entity_id"}, "statement_id": _at(versions[r["entity_id"]], r["known_from"])}
        for r in rows
        if r["entity_id"] in versions
    ]


def _versions(wanted: set[str], tables: dict[str, pd.DataFrame]) -> dict[str, list[_Version]]:
    found: dict[str, list[_Version]] = defaultdict(list)
    for table in tables.values():
        if "entity_id" in table:
            own = table[table["entity_id"].isin(wanted)]
            for entity, statement, at in zip(own["entity_id"], own["statement_id"], own["recorded_at"], strict=True):
                found[entity].append((at, statement))
    return {entity: sorted(all_) for entity, all_ in found.items()}


def _at(versions: list[_Version], moment: Any) -> str:
    before = [statement for at, statement in versions if at <= moment]
    return before[-1] if before else versions[0][1]
