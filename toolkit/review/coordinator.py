"""The coordinator's sheet: what a blind review would be made of, how alike its sets are, and what was left out of the packs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.known import views as moments
from toolkit.review.alike import Alike, look_at
from toolkit.review.arms import REVEAL, draw_arms
from toolkit.review.choosing import BADLY, INDEX, RANDOM, WELL, ChoosingPlan, choose, draw_index, in_turn_of, leaning
from toolkit.review.forms import Form, read_form
from toolkit.review.limits import limit
from toolkit.review.named import known_locally as cases_known_locally
from toolkit.review.named import named_in
from toolkit.review.pack import DECIDER, Pack, Removal, make_packs
from toolkit.review.pack.since import NotBlind
from toolkit.review.pack.tables import rows_of
from toolkit.review.prognosis import caliper
from toolkit.review.settings import Settings, read_settings
from toolkit.review.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.pseudonyms import Key
    from toolkit.record import Record

RATING = "rating"
_NOTHING = ("Nothing was written of it that day.", "Nothing was written of it by then.")


@dataclass(frozen=True)
class Prepared:
    """What a review would be made of.

    Attributes:
        key: the coordinator's key, as :func:`toolkit.review.choosing.choose` returns it; empty where refused.
        packs, removals: as :func:`toolkit.review.pack.make_packs` returns them.
        alike: the decisions that were looked at.
        settings: the agency's.
        form: the rating form.
        raters: R1, R2, …
        seed: of the review.
        asked: what was asked for, in words.
        refused: why the review cannot be made; empty where it can.
    """

    key: pd.DataFrame
    packs: list[Pack]
    removals: list[Removal]
    alike: Alike | None
    settings: Settings
    form: Form
    raters: tuple[str, ...]
    seed: int
    asked: dict[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()


def prepare(
    record: Record,
    key: Key,
    decisions: str = "",
    decisions_file: str = "",
    went_badly: int = 2,
    went_well: int = 2,
    drawn: int = 0,
    comparisons: int = 0,
    raters: int = 3,
    seed: int = 1,
    holder: str = "agency",
    outcome: str = "incident",
    settings: str = "",
    local_case: str = "",
    in_turn: bool = False,
    as_of: str = "",
    known_locally: str = "",
) -> Prepared:
    """Draw and pack a review as `casereview review new` would, and write nothing.

    Args:
        record: the record.
        key: the key of the pseudonyms.
        decisions: identifiers of decisions, with commas between them; empty: they are drawn.
        decisions_file: a CSV file with a column `decision_id`, in their place.
        went_badly, went_well, drawn: how many decisions are drawn that went so on the outcome, and of any that were followed.
        comparisons: for each decision; 0: as the settings have it.
        raters: how many.
        seed: of the review.
        holder: `agency` or `decider`.
        outcome: the outcome in which comparisons differ.
        settings: a file of settings; empty: the project's.
        local_case: why a case that raters may know is used all the same.
        in_turn: whether two decisions of one family may be under review, handed out one after the other.
        as_of: the day on which decisions are chosen: the record is read as it stood then; empty: all of it.
        known_locally: a CSV file with a column `case_id`: cases that raters may know, which are not drawn.

    Raises:
        CaseReviewError: wrong values; that no blind review can be made of these decisions is no error, and told on the sheet.
    """
    record = record.as_it_stood(as_of) if as_of else record
    own = read_settings(settings or None)
    named_locally = cases_known_locally(known_locally, record) if known_locally else ()
    plan = ChoosingPlan(outcome, own.horizon_days, local_case=local_case, known_locally=named_locally, in_turn=in_turn)
    names = tuple(f"R{n}" for n in range(1, raters + 1))
    _check(raters, went_badly, went_well, drawn)
    views = moments.decisions(record)
    asked = {"outcome": outcome, "holder": holder, "comparisons": str(comparisons or own.comparisons)}
    alike = look_at(record, views, outcome, own.horizon_days) if len(views) else None
    wanted = {BADLY: went_badly, WELL: went_well, RANDOM: drawn}
    named = _named(views, decisions, decisions_file) if decisions or decisions_file else None
    try:
        index = drawn_index(record, wanted, seed, plan, alike) if named is None else named
        chosen = choose(record, index, comparisons or own.comparisons, seed, plan, alike)
        packs, removals = make_packs(record, chosen, key, seed, holder, own)
    except NotBlind as error:
        refused = tuple(error.problems or [error.what])
        return Prepared(views.head(0), [], [], alike, own, read_form(RATING), names, seed, asked, refused)
    return Prepared(chosen, packs, removals, alike, own, read_form(RATING), names, seed, asked)


def summary(ready: Prepared) -> list[str]:
    """Return the sheet in a few sentences."""
    if ready.refused:
        return [
            "A blind review cannot be made of this. Nothing is wrong with the record or with the decisions; but a pack on its own, "
            "or beside one that tells on it, would give away how it went.",
            *ready.refused,
        ]
    index = int((ready.key["role"] == INDEX).sum())
    bare = sum(any(lead in _NOTHING for s in p.page2.sections for lead in s.lead) for p in ready.packs)
    return [
        f"{plural(index, 'decision')} under review and {plural(len(ready.key) - index, 'comparison')}, in "
        f"{plural(len(_sets(ready)), 'matched set')}: {plural(len(ready.packs), 'pack')}, of as many families.",
        "Within a set the decisions looked alike when they were made and went otherwise afterwards. Nothing in a pack says which "
        "is under review.",
        *_foreseen(ready),
        *_lately(ready),
        *leaning(ready.key.to_dict("records"), ready.asked["outcome"]),
        f"{plural(len(ready.raters), 'rater')} would read every pack, each in an order of their own, and fill in the form "
        f"{ready.form.title!r} ({plural(len(ready.form.items), 'question')}).",
        f"{plural(len(ready.removals), 'thing')} left out of the packs; the list with the reasons is for you alone.",
        f"Of {plural(bare, 'decision')} nothing was written on the day. Page 2 says so, and the decision can then hardly be judged."
        if bare
        else "Every pack has the decision in words that were written on its day.",
        *([_DECIDER] if ready.asked["holder"] == DECIDER else []),
    ]


def _foreseen(ready: Prepared) -> list[str]:
    """Whether it could be looked at how likely the outcome looked; of no decision is it said how likely."""
    if ready.alike is None or not _sets(ready):
        return []
    if not ready.alike.scored:
        return [
            "The record holds too few families that went either way to estimate how likely the outcome looked. The sets are alike "
            "on what is named in the key only, and who forecasts well may tell more from what was known."
        ]
    near, sets = sum(_looked_as_likely(ready, views) for views in _sets(ready)), len(_sets(ready))
    return [
        f"In {near} of {plural(sets, 'matched set')} the outcome looked about as likely for all, from what was known: there who "
        "forecasts well can hardly tell from it which went badly. That was estimated from other families, and of no child is it "
        "shown or kept how likely it looked."
    ]


def _lately(ready: Prepared) -> list[str]:
    """Whether some under review were made so lately that they can have gone badly and not well."""
    lately = sum(not ready.alike.looked[v].whole for v in _under_review(ready)) if ready.alike and len(ready.key) else 0
    if not lately:
        return []
    return [
        f"{plural(lately, 'decision')} under review {'was' if lately == 1 else 'were'} made so lately that the time followed is "
        "not over: one that has gone badly already has no comparison as recent, which may tell. Take an earlier one."
    ]


_DECIDER = (
    "The packs part what the ledger of the time says the decider had from what was on the agency's record besides. That nobody "
    "wrote it down does not mean that the decider had not read it."
)


def balance(ready: Prepared) -> pd.DataFrame:
    """Return how alike the sets are: `dimension`, `sets` (all), `alike` (all their decisions the same on it), `unlike`."""
    import pandas as pd

    rows, sets = [], len(_sets(ready))
    for row in rows_of("choosing_dimensions"):
        same = sum(_same(ready, views, row["dimension"]) for views in _sets(ready))
        rows.append({"dimension": row["words"], "sets": sets, "alike": same, "unlike": sets - same})
    if ready.alike is not None and ready.alike.scored:
        near = sum(_looked_as_likely(ready, views) for views in _sets(ready))
        rows.append({"dimension": "how likely the outcome looked", "sets": sets, "alike": near, "unlike": sets - near})
    return pd.DataFrame(rows)


def lengths(ready: Prepared) -> pd.DataFrame:
    """Return how long the packs are: `role`, `packs`, and the least, middle and greatest number of lines of page 1."""
    import pandas as pd

    lines = {p.number: sum(len(s.rows) for s in p.page1.sections) for p in ready.packs}
    named = {INDEX: "under review", "comparison": "for comparison"}
    rows = []
    for role, words in named.items():
        own = pd.Series(
            [lines[p] for p, r in zip(ready.key.get("pack", ()), ready.key.get("role", ()), strict=True) if r == role],
            dtype="int64",
        )
        told = {"least": own.min(), "middle": own.median(), "greatest": own.max()} if len(own) else {}
        rows.append({"role": words, "packs": len(own), **told})
    return pd.DataFrame(rows, columns=["role", "packs", "least", "middle", "greatest"]).astype({"packs": "int64"})


def left_out(ready: Prepared) -> pd.DataFrame:
    """Return what was left out of the packs, counted: `why`, `table`, `things`, `packs`."""
    import pandas as pd

    things = Counter((r.why, r.table) for r in ready.removals)
    packs = {k: len({r.pack for r in ready.removals if (r.why, r.table) == k}) for k in things}
    rows = [{"why": why, "table": table, "things": n, "packs": packs[why, table]} for (why, table), n in sorted(things.items())]
    return pd.DataFrame(rows, columns=["why", "table", "things", "packs"])


def handed_out(ready: Prepared) -> pd.DataFrame:
    """Return what each rater gets: `rater`, `packs`, `order`, and how many are rated again `after` the ending or `without` it."""
    import pandas as pd

    numbers = [p.number for p in ready.packs]
    arms = draw_arms(numbers, list(ready.raters), limit("again_share"), ready.seed) if numbers else []
    counts = Counter((a["rater"], a["stage"]) for a in arms)
    rows = [
        {
            "rater": r,
            "packs": len(numbers),
            "order": ", ".join(_order(ready, r)),
            "after": counts[r, REVEAL],
            "without": len(numbers) - counts[r, REVEAL],
        }
        for r in ready.raters
    ]
    return pd.DataFrame(rows, columns=["rater", "packs", "order", "after", "without"])


def instructions(ready: Prepared) -> list[str]:
    """Return what the coordinator is to do, in order."""
    return [
        "Read removed.csv against the record before anybody gets a pack: the rules cut what they can see, and you know the case.",
        "Read each pack once as somebody who knows the office: would you know whose it is? A pseudonym does not hide a case that "
        "was talked about. Take it out and draw again.",
        "Nobody who has worked with a family, or took part in choosing the decisions, rates.",
        "Give each rater the folder packs and the order above, and nothing else. The folder coordinator never leaves you.",
        "Raters work alone and do not speak of the packs until all answers are locked.",
        "A rater who knows a case says so on the first page. That rating is not counted, and how many there were is told.",
        "Where a rater has an immediate concern for a child, act on it first. It needs no lock.",
        "Lock each file of answers when it comes (casereview review lock). Only then may a later stage be made.",
        *(["Packs of one family are handed out in turn: the next only when the one before is locked."] if _again(ready) else []),
    ]


def drawn_index(record: Record, wanted: dict[str, int], seed: int, plan: ChoosingPlan, alike: Alike | None) -> pd.DataFrame:
    """Draw decisions to review: so many of each stratum of :data:`toolkit.review.choosing.STRATA`, one a family over all of them.

    Args:
        record, seed, plan, alike: as for :func:`toolkit.review.choosing.draw_index`.
        wanted: stratum to a number.

    Raises:
        CaseReviewError: none was asked for, or there are not enough.
    """
    import pandas as pd

    found: list[pd.DataFrame] = []
    for stratum, number in wanted.items():
        if number and alike:
            cases = [case for some in found for case in some["case_id"]]
            found.append(draw_index(record, number, seed, stratum, plan, alike, cases))
    if not found:
        raise NotBlind("There is nothing to review", ["the record holds no decision with a day, and none was asked for"])
    return pd.concat(found, ignore_index=True)


def _named(views: pd.DataFrame, decisions: str, file: str) -> pd.DataFrame:
    wanted = named_in(file, "decision_id") if file else [d.strip() for d in decisions.split(",") if d.strip()]
    known = set(views["decision_id"]) - {""}
    unknown = [d for d in wanted if d not in known]
    if unknown:
        problems = [
            f"the record holds no decision of that name with a day: number {wanted.index(d) + 1} of those given" for d in unknown
        ]
        raise CaseReviewError("These decisions are not on record", problems, "Take their identifiers from the record.")
    return views[views["decision_id"].isin(wanted)].reset_index(drop=True)


def _order(ready: Prepared, rater: str) -> list[str]:
    """An order of a rater's own; packs of one family stay in their order of time."""
    if ready.alike is None or not len(ready.key):
        return []
    numbers = dict(zip(ready.key["view_id"], ready.key["pack"], strict=True))
    drawn = sorted(numbers, key=lambda v: hashlib.sha256(f"{ready.seed}|{rater}|{v}".encode()).hexdigest())
    return [numbers[v] for v in in_turn_of(ready.alike, drawn)]


def _sets(ready: Prepared) -> list[list[str]]:
    return [part["view_id"].tolist() for _, part in ready.key.groupby("matched_set")] if len(ready.key) else []


def _same(ready: Prepared, view_ids: Sequence[str], dimension: str) -> bool:
    return ready.alike is not None and len({ready.alike.looked[v].known[dimension] for v in view_ids}) == 1


def _looked_as_likely(ready: Prepared, view_ids: Sequence[str]) -> bool:
    if ready.alike is None:
        return False
    index = next(v for v in view_ids if v in _under_review(ready))
    return all(ready.alike.looked[index].apart(ready.alike.looked[v]) <= caliper() for v in view_ids)


def _under_review(ready: Prepared) -> set[str]:
    return set(ready.key.loc[ready.key["role"] == INDEX, "view_id"])


def _again(ready: Prepared) -> bool:
    if ready.alike is None or not len(ready.key):
        return False
    families = [ready.alike.relatives(case) for case in ready.key["case_id"]]
    return len(set(families)) < len(families)


def _check(raters: int, *numbers: int) -> None:
    problems = ["there must be 1 rater or more"] if raters < 1 else []
    problems += ["a number of decisions cannot be below 0"] if min(numbers) < 0 else []
    if problems:
        raise CaseReviewError("The review cannot be prepared", problems, "Mend these values.")
