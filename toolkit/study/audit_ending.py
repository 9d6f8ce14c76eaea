"""All tables of the audit's afterwards part at once: one could tell of another, so they go through the gate together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.study import audit_later, audit_reference, audit_reviews

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.study.audit import Audit
    from toolkit.study.audit_reviews import Reviewed
    from toolkit.study.audit_sheets import Sheets


def tables(
    audit: Audit, beside: pd.DataFrame, judged: Reviewed, read: Sheets, alike: str, outcomes: str, seed: int
) -> dict[str, pd.DataFrame]:
    """Return every table of the afterwards part that counts anything, by name.

    Args:
        audit: the audit.
        beside: as :func:`toolkit.study.audit_later.beside` returns it.
        judged: as :func:`toolkit.study.audit_reviews.reviewed` returns it.
        read: as :func:`toolkit.study.audit_sheets.read_sheets` returns it.
        alike, outcomes, seed: as for :func:`toolkit.study.audit_reference.tables`.
    """
    return {
        **audit_later.tables(audit, beside),
        **audit_reference.tables(audit, alike, outcomes, seed),
        **audit_reviews.tables(judged),
        **read.tables,
    }
