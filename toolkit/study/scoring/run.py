"""Making the agencies, asking the indicators, and scoring what they say."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError, Checks
from toolkit.known.catalogue import Indicator, chosen
from toolkit.record import open_record
from toolkit.study.scoring import agencies, rules
from toolkit.study.scoring.flags import said_of
from toolkit.study.scoring.spans import drift_spans, steady_spans
from toolkit.study.scoring.tally import tallied

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Scores:
    """What the scoring found: result rows, what they rest on case by case, and what was asked of whom."""

    rows: pd.DataFrame
    said: pd.DataFrame
    indicators: tuple[Indicator, ...]
    left_out: tuple[Indicator, ...]
    seeds: tuple[int, ...]
    cases: int
    causes: tuple[str, ...]
    every: int = 1
    elsewhere: Scores | None = None


def score(
    seeds: Sequence[int] | None = None,
    cases: int | None = None,
    causes: Sequence[str] = (),
    indicators: list[str] | None = None,
    folder: str | Path | None = None,
    every: int = 1,
    tell: Callable[[str], None] = lambda words: None,
) -> Scores:
    """Score indicators against the made-up agency's truth.

    For each seed an agency is made for each cause, in which every case that lasts long enough drifts through it, and one in
    which none drifts. The same families live in all of them. Indicators are measured at month ends, as known on each.

    Args:
        seeds: of the agencies; where none are given, those kept back, and `elsewhere` those that were not any more
            (data/study/scoring_rules.csv).
        cases: children of an agency of one cause; the agency without drift has more.
        causes: those to put in; all where none are given.
        indicators: their names; all where none are given. Those that reach beyond the case, or
            have neither a flag nor a direction, are not scored.
        folder: a folder with indicators of one's own.
        every: 1 for each month end, 3 for every third.
        tell: told in words what is being done.

    Returns:
        The scores.

    Raises:
        CaseReviewError: unknown causes or indicators, no seed, a number below its range, nothing that can be scored.
    """
    fixed = rules.rules()
    before = fixed.seen_seeds if seeds is None else ()
    given, number, wanted, asked = check_asked(seeds, cases, causes, indicators, folder, every)
    scored = [i for i in asked if _can_be_scored(i)]
    room = Path(tempfile.mkdtemp(prefix="casereview-"))
    try:
        said = {seed: _of_seed(room, seed, number, wanted, scored, folder, every, tell) for seed in (*given, *before)}
    finally:
        shutil.rmtree(room, ignore_errors=True)
    left_out = tuple(i for i in asked if i not in scored)

    def scores(of: tuple[int, ...], elsewhere: Scores | None = None) -> Scores:
        rows = _concat([said[seed] for seed in of])
        return Scores(tallied(rows), rows, tuple(scored), left_out, of, number, wanted, every, elsewhere)

    return scores(given, scores(before) if before else None)


def check_asked(
    seeds: Sequence[int] | None = None,
    cases: int | None = None,
    causes: Sequence[str] = (),
    indicators: list[str] | None = None,
    folder: str | Path | None = None,
    every: int = 1,
) -> tuple[tuple[int, ...], int, tuple[str, ...], list[Indicator]]:
    """Return the seeds, the number of cases, the causes and the indicators that :func:`score` would take for these.

    Raises:
        CaseReviewError: all that is wrong with any of them, at once.

    >>> check_asked([3], 5, ["visits lapse"], ["carer_moves"])[:3]
    ((3,), 5, ('visits lapse',))
    """
    fixed, checks = rules.rules(), Checks("The indicators cannot be scored so")
    given = fixed.held_out_seeds if seeds is None else tuple(dict.fromkeys(seeds))
    number = fixed.whole("cases") if cases is None else cases
    checks.make(_check, given, number, every)
    wanted, asked = checks.make(rules.checked_causes, causes), checks.make(chosen, indicators, folder)
    if asked is not None:
        checks.make(_check_some, asked)
    checks.tell()
    assert wanted is not None and asked is not None
    return given, number, wanted, asked


def _check_some(asked: Sequence[Indicator]) -> None:
    if not any(_can_be_scored(i) for i in asked):
        raise CaseReviewError(
            "None of these indicators can be scored", todo="Choose some that reach a case only, with a flag or a direction."
        )


def _can_be_scored(one: Indicator) -> bool:
    return one.reach == "case" and not one.failure and (one.flag is not None or one.direction != "neither")


def _check(seeds: tuple[int, ...], cases: int, every: int) -> None:
    problems = [f"seed {s} is below 0" for s in seeds if s < 0]
    problems += [] if seeds else ["there is no seed"]
    problems += [] if cases >= 1 else [f"cases: {cases} is below 1"]
    problems += [] if every >= 1 else [f"every: {every} is below 1"]
    if problems:
        raise CaseReviewError("The indicators cannot be scored so", problems, "Mend these and run again.")


def _of_seed(
    room: Path,
    seed: int,
    cases: int,
    causes: tuple[str, ...],
    asked: list[Indicator],
    folder: str | Path | None,
    every: int,
    tell: Callable[[str], None],
) -> pd.DataFrame:
    tell(f"seed {seed}: agencies are made")
    parts = _parts(room, seed, cases, causes)
    record, spans = agencies.together(parts, room / f"{seed}-together")
    for part, _ in parts:
        shutil.rmtree(part)
    tell(f"seed {seed}: {len(spans)} cases are asked about")
    return said_of(open_record(record), spans, asked, folder, every).assign(seed=seed)


def _parts(room: Path, seed: int, cases: int, causes: tuple[str, ...]) -> list[tuple[Path, pd.DataFrame]]:
    """The agency without drift, and one for each cause, each with the spans to look at."""
    steady = agencies.steady(room, seed, cases * rules.rules().whole("quiet_times"))
    spans = steady_spans(steady, seed)
    found = [(steady, spans)]
    for cause in causes:
        if cause == rules.held_out_cause():
            put_in = spans[spans["group"] == rules.QUIET].assign(group=cause)
            found.append((agencies.thinned(steady, room / f"{seed}-thinned", put_in, seed), put_in))
        else:
            record = agencies.drifting(room, seed, cause, cases)
            found.append((record, drift_spans(record)))
    return found


def _concat(parts: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(parts, ignore_index=True)
