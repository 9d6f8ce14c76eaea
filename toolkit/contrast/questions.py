"""Cases worth a conversation: chosen by a printed rule in seeded order, of both kinds, and put as questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.contrast.beside import KNOWN, LATER
from toolkit.contrast.settings import flagged, limit, table
from toolkit.known.flagged import is_beyond
from toolkit.later.follow import CENSORED, COMPETING, NO, YES
from toolkit.result import NOT_APPLICABLE, OK
from toolkit.stats.lots import lot

if TYPE_CHECKING:
    import pandas as pd

QUIET = "poor outcome, no flag"
SPARED = "no poor outcome, several flags"
COLUMNS = ("number", "kind", "view_id", "case_id", "as_of", "flags", "came", "not_looked_at", "question")
_ASKED = {
    QUIET: "{quiet}; later: {came}. What was it like to work with this case then, what could be "
    "seen from there, and what would have had to be different for more to be seen?",
    SPARED: "On record at this view: {flags}; and no poor outcome is on record after it. What did people do or know here that the "
    "record does not show, and what could others learn from it?",
}


def question_rule(seed: int, n: int) -> str:
    """Return the rule of :func:`questions` in words, to be printed beside its result.

    >>> question_rule(7, 5).startswith("One view a case")
    True
    """
    flags = "; ".join(f"{i.flag.words} ({i.flag.source})" for i in flagged() if i.flag)
    poor = "; ".join(f"{row['words']} ({row['status']})" for row in table("poor_outcomes"))
    return (
        f"One view a case, up to {n} of each kind, in an order drawn with seed {seed}. Kind 1: a poor outcome came within the "
        f"horizon though no flag stood and at least one could be looked at. Kind 2: {limit('several_flags')} flags or more "
        f"stood, and every outcome that could be looked at was followed to the horizon or a final end without a poor one. "
        f"Flags: {flags}. Poor outcomes: {poor}. The rule looks for talk worth having. It does not say that a decision was "
        f"right or wrong, and whether the record explains a flag is part of the talk."
    )


def questions(contrast_frame: pd.DataFrame, seed: int, n: int) -> pd.DataFrame:
    """Choose cases worth a conversation, by the rule that :func:`question_rule` prints.

    Args:
        contrast_frame: as :func:`toolkit.contrast.contrast` returns it.
        seed: gives the order.
        n: at most so many of each kind.

    Returns:
        Columns of :data:`COLUMNS`, the kinds in turn: `flags` and `came` in words (empty where none), `not_looked_at`
        (indicators and outcomes that are not recorded here), and the question. No row where nothing fits the rule.

    Source: practice reference section 8, points 7 and 25: good outcomes are looked at too.

    >>> import pandas as pd
    >>> one = {
    ...     "view_id": "v",
    ...     "case_id": "c",
    ...     "as_of": "2024-05-01",
    ...     "known_moves_last_12_months": 0.0,
    ...     "known_moves_last_12_months_status": "ok",
    ...     "later_incident": "yes",
    ...     "later_incident_detail": "injury",
    ... }
    >>> questions(pd.DataFrame([one]), seed=1, n=5)["kind"].to_list()
    ['poor outcome, no flag']
    """
    import pandas as pd

    looked = [_looked_at(row) for row in contrast_frame.to_dict("records")]
    drawn = sorted((r for r in looked if r["kind"]), key=lambda r: lot(seed, r["view_id"]))
    first = {r["case_id"]: r for r in reversed(drawn)}
    kept = [r for r in drawn if first[r["case_id"]] is r]
    pairs = [[r for r in kept if r["kind"] == kind][:n] for kind in (QUIET, SPARED)]
    turns = [kind[i] for i in range(n) for kind in pairs if i < len(kind)]
    rows = [{**r, "number": i, "question": _ASKED[r["kind"]].format(**r)} for i, r in enumerate(turns, 1)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _looked_at(row: dict) -> dict:
    standing, seen, unseen = standing_flags(row)
    poor, followed, lost, unknown = _poor(row)
    quiet = bool(poor) and seen > 0 and not standing
    spared = not poor and followed and not lost and len(standing) >= limit("several_flags")
    return {
        **{c: row[c] for c in ("view_id", "case_id", "as_of")},
        "kind": QUIET if quiet else SPARED if spared else "",
        "flags": "; ".join(standing),
        "came": "; ".join(poor),
        "quiet": _none_stood(seen),
        "not_looked_at": ", ".join([*unseen, *unknown]),
    }


def _none_stood(seen: int) -> str:
    """In words that no flag stood, of how many that could be looked at: the others were not on record or did not apply.

    >>> _none_stood(1)
    'One of 8 flags could be looked at here, and it did not stand'
    """
    of = len(flagged())
    if seen == 1:
        return f"One of {of} flags could be looked at here, and it did not stand"
    return f"No flag stood at this view, of the {seen} of {of} that could be looked at"


def standing_flags(row: dict) -> tuple[list[str], int, list[str]]:
    """Which flags stood, how many could be looked at, and which are not on record; those that do not apply are in none of these."""
    standing, seen, unseen = [], 0, []
    for indicator in flagged():
        status = row.get(f"{KNOWN}{indicator.name}_status")
        if status == OK and indicator.flag:
            seen += 1
            standing += [indicator.flag.words] if is_beyond(indicator.flag, row[f"{KNOWN}{indicator.name}"]) else []
        elif status != NOT_APPLICABLE:
            unseen.append(indicator.name)
    return standing, seen, unseen


def _poor(row: dict) -> tuple[list[str], bool, bool, list[str]]:
    """Which poor outcomes came, whether any was followed to its end, whether one was lost sight of, and which are not recorded."""
    came, followed, lost, unknown = [], False, False, []
    for poor in table("poor_outcomes"):
        answer, detail = row.get(f"{LATER}{poor['outcome']}"), row.get(f"{LATER}{poor['outcome']}_detail")
        if answer == YES and str(detail).startswith(poor["detail_starts_with"]):
            came.append(poor["words"])
        followed = followed or answer in (YES, NO, COMPETING)
        lost = lost or answer == CENSORED
        unknown += [poor["outcome"]] if answer not in (YES, NO, COMPETING, CENSORED, NOT_APPLICABLE) else []
    return came, followed, lost, unknown
