"""What the report on a review shows: its tables and sentences, ready for the page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.later.catalogue import called
from toolkit.result import OK
from toolkit.review import blinding, concordance, shift
from toolkit.review.endings import BADLY, WELL, standing
from toolkit.review.endings import endings as endings_of
from toolkit.review.example import example
from toolkit.review.forms.read import read_form
from toolkit.review.limits import limit
from toolkit.review.measured import NO_VERDICT, Measured, measured, shift_said
from toolkit.review.wording import plural

if TYPE_CHECKING:
    import pandas as pd

MADE_UP = (
    "No review was named, so these are made-up answers: nobody gave them. Name the folder of a review with the parameter review."
)
REASONS = {"nothing": "nothing differs", "new fact": "a new fact", "blind error": "erred at first", "ending": "the ending may have"}


def open_measured(review: str | Path = "", as_of: str = "", seed: int = 1) -> Measured:
    """Return what a review's locked ratings say; a made-up review where none is named.

    Args:
        review: the review's folder.
        as_of: only what was locked up to the end of this day; all where empty.
        seed: of the made-up review; one of your own has its own.

    Raises:
        CaseReviewError: the folder is not as it was locked, or nothing was locked.
    """
    found = measured(review, as_of) if review else example(seed)
    if found.ratings.empty:
        raise CaseReviewError("Nothing is locked in this review so far", todo="Lock answers first: casereview review lock FOLDER.")
    return found


def summary(found: Measured) -> list[str]:
    """Return the report in short."""
    number = dict(found.came_in[["what", "number"]].itertuples(index=False))
    again = number[concordance.FILLED_AGAIN]
    out = number["left out: knows the case"], number["left out: immediate concern"]
    return [
        *([] if found.id else [MADE_UP]),
        f"{plural(number['rated blind and locked'], 'blind rating')} locked. Left out because the rater knows the case: {out[0]}. "
        f"Left out because of an immediate concern: {out[1]}.",
        *(
            [f"{concordance.FILLED_AGAIN[0].upper()}{concordance.FILLED_AGAIN[1:]}: {again}. These are not left out."]
            if again
            else []
        ),
        *shift_said(found.shift),
        blinding.flags(found.blinding)[0],
        NO_VERDICT,
    ]


def ends(found: Measured) -> pd.DataFrame:
    """Return how many packs went well, went badly, or cannot be told: `ending`, `packs`."""
    import pandas as pd

    packs = found.ratings["pack"].unique()
    each = pd.Series([endings_of(found.told).get(p, "not shown to anybody yet") for p in packs]).value_counts()
    names = [WELL, BADLY, "unknown", "not shown to anybody yet"]
    return pd.DataFrame({"ending": names, "packs": [int(each.get(n, 0)) for n in names]})


def moved(found: Measured) -> pd.DataFrame:
    """Return how many second ratings moved which way: `what`, `ending`, `seen`, `toward`, `same`, `away`, `all`."""
    import pandas as pd

    rows = []
    for what in (shift.GRADE, shift.CHANCE):
        for words in shift._GROUPS[what].values():
            for seen in shift._SEEN.values():
                own = found.shift[found.shift["measure"] == shift.MOVED.format(what, "the second rating", seen)]
                by = {way: own[own["group"] == f"{words}: {way}"] for way in ("toward it", "not at all", "away from it")}
                counts = [int(part["numerator"].iloc[0]) for part in by.values()]
                rows.append((f"{what}, {words}", seen, *counts, sum(counts)))
    return pd.DataFrame(rows, columns=["what", "seen", "toward", "same", "away", "all"])


def shifts(found: Measured) -> pd.DataFrame:
    """Return the shift: the comparisons of those who saw the ending with those who did not."""
    names = [shift.NET.format(shift.GRADE), shift.NET.format(shift.CHANCE), shift.MIDDLE]
    return found.shift[found.shift["measure"].isin(names)].reset_index(drop=True)


def short_names(found: Measured) -> dict[str, str]:
    """Return what the net shares are called in a table that says under it what they are, by their measure."""
    whole = {measure: str(measure).split(":")[0] for measure in found.shift["measure"]}
    return {measure: f"{what}: net share" for measure, what in whole.items() if measure == shift.NET.format(what)}


def tests(found: Measured) -> pd.DataFrame:
    """Return the tests over packs: `test`, `group`, `packs`, `moved toward`, `p`, `reason`."""
    own = found.shift[found.shift["unit"] == "p-value"]
    said = [f"{p:.3f}" if p >= 0.001 else "below 0.001" if p == p else "not computed" for p in own["value"]]
    frame = own.assign(p=said)[["measure", "group", "numerator", "denominator", "p", "reason"]]
    return frame.set_axis(["test", "group", "moved toward", "packs", "p", "why not"], axis=1).reset_index(drop=True)


def reasons(found: Measured) -> pd.DataFrame:
    """Return the reasons that were given for a change: `reason`, `with the ending`, `without the ending`."""
    import pandas as pd

    number = {
        (r.measure, r.group): int(r.numerator)
        for r in found.shift[found.shift["measure"].str.startswith("reason given")].itertuples()
    }
    seen = list(shift._SEEN.values())
    rows = [(words, *(number.get((shift.REASON.format(s), name), 0) for s in seen)) for name, words in REASONS.items()]
    return pd.DataFrame(rows, columns=["reason", *seen])


def agreed(found: Measured) -> pd.DataFrame:
    """Return how far raters agreed blind, the grade first."""
    return found.agreement


def asked() -> str:
    """Return what each principle asks whose agreement is told, by the short name under which it stands there.

    >>> asked()[:55]
    'What they ask. p1: Was a decision taken when one was ne'
    """
    questions = {item.id: item.question for item in read_form(concordance.RATING_FORM).items}
    names = [p for p in concordance.PRINCIPLES if p in questions and p not in concordance.about_reviewer()]
    return "What they ask. " + " ".join(f"{name}: {questions[name]}" for name in names)


def not_agreed() -> str:
    """Return which questions the agreement leaves out, and why.

    >>> not_agreed()[:43]
    'Left out: p4 and p5, which ask raters about'
    """
    left = " and ".join(concordance.about_reviewer())
    return (
        f"Left out: {left}, which ask raters about their own judging. Each answers of themselves and not of the decision, so there "
        "is nothing to agree on."
    )


def paradoxes(found: Measured) -> list[str]:
    """Return what the questions ask, what to make of kappa beside AC2, and which questions are in neither."""
    return [asked(), not_agreed(), *concordance.beside(found.ratings, found.seed)]


def scored(found: Measured) -> pd.DataFrame:
    """Return the scores of forecasts; where there are too few, rows that say so."""
    rows = found.forecast[~found.forecast["measure"].str.startswith("came,")].reset_index(drop=True)
    return rows.assign(group=rows["group"].map(called))


def calibrated(found: Measured) -> pd.DataFrame:
    """Return the bins of the calibration, counts alone: `outcome`, `chance`, `forecasts`, `came`."""
    own = found.forecast[found.forecast["measure"].str.startswith("came,")]
    parts = own["group"].str.split(": ", n=1)
    frame = own.assign(outcome=parts.str[0].map(called), chance=parts.str[1])
    frame = frame[frame["denominator"] > 0][["outcome", "chance", "denominator", "numerator"]]
    return frame.set_axis(["outcome", "chance", "forecasts", "came"], axis=1).reset_index(drop=True)


def method(found: Measured) -> list[str]:
    """Return how all this was measured."""
    computed = int((found.shift["status"] == OK).sum())
    return [
        "Ratings are those that were locked before raters spoke with each other; nothing that was moderated is in here.",
        "Raters who saw the ending are set against those who rated the same pack again without it. Rating twice, and seeing what "
        "others held, moves ratings too; both halves did that.",
        f"A pack's ending is bad where any of these is on record within the time: {_named('bad')}. It is good where all of them "
        f"were followed and none came, and one of these did: {_named('good')}. Else it is unknown.",
        "Tests are exact and take each pack as one number. Intervals draw packs and raters anew (Owen 2007) and err on the wide "
        "side; where all go the same way they are too narrow.",
        f"Below {limit('least_raters'):.0f} raters or {limit('least_cases'):.0f} packs nothing is computed but counts. "
        f"{computed} rows of this report could be told.",
        "Several things are measured at once, and of twenty tests of nothing one comes out below 0.05 by chance.",
    ]


def _named(kind: str) -> str:
    return "; ".join(words[:1].lower() + words[1:] for k, words in standing().values() if k == kind)
