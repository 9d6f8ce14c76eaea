"""The coordinator's sheet: what a blind review would be made of, how alike its sets are, and what was left out of the packs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from toolkit.errors import CaseReviewError
from toolkit.known import views as moments
from toolkit.review.arms import REVEAL, draw_arms
from toolkit.review.choosing import COMPARISON, INDEX
from toolkit.review.drawn import Drawn, draw_review, to_know
from toolkit.review.forms import Form, read_form
from toolkit.review.named import named_in
from toolkit.review.pack import DECIDER, Pack, Removal
from toolkit.review.pack.since import NotBlind
from toolkit.review.pack.tables import rows_of
from toolkit.review.settings import Settings, read_settings
from toolkit.review.wanted import Wanted, check
from toolkit.review.wording import plural
from toolkit.stats.lots import lot

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
        how: how it is wanted.
        settings: the agency's.
        form: the rating form.
        drawn: its decisions, packed; none where it cannot be made.
        refused: why it cannot be made; empty where it can.
    """

    how: Wanted
    settings: Settings
    form: Form
    drawn: Drawn | None
    refused: tuple[str, ...] = ()

    @property
    def packs(self) -> Sequence[Pack]:
        """The packs; none where it cannot be made."""
        return self.drawn.packs if self.drawn else ()

    @property
    def removals(self) -> Sequence[Removal]:
        """What was left out of them."""
        return self.drawn.removals if self.drawn else ()


def prepare(
    record: Record,
    key: Key,
    wanted: Wanted,
    decisions: str = "",
    decisions_file: str = "",
    settings: str = "",
    as_of: str = "",
) -> Prepared:
    """Draw and pack a review as `casereview review new` would, and write nothing.

    Args:
        record: the record.
        key: the key of the pseudonyms.
        wanted: how it is wanted; where decisions are named none is drawn, whatever stands here.
        decisions: identifiers of decisions, with commas between them; empty: they are drawn.
        decisions_file: a CSV file with a column `decision_id`, in their place.
        settings: a file of settings; empty: the project's.
        as_of: the day on which decisions are chosen: the record is read as it stood then; empty: all of it.

    Raises:
        CaseReviewError: wrong values; that no blind review can be made of these decisions is no error, and told on the sheet.
    """
    record = record.as_it_stood(as_of) if as_of else record
    own, form = read_settings(settings or None), read_form(RATING)
    named = _named(record, decisions, decisions_file) if decisions or decisions_file else None
    how = wanted if named is None else wanted.without_draw()
    check(how, own, named is not None)
    try:
        return Prepared(how, own, form, draw_review(record, key, how, own, named))
    except NotBlind as error:
        return Prepared(how, own, form, None, tuple(error.problems or [error.what]))


def summary(ready: Prepared) -> list[str]:
    """Return the sheet in a few sentences."""
    if ready.drawn is None:
        return [
            "A blind review cannot be made of this. Nothing is wrong with the record or with the decisions; but a pack on its own, "
            "or beside one that tells on it, would give away how it went.",
            *ready.refused,
        ]
    index, packs = len(ready.drawn.under_review), len(ready.packs)
    families = len(ready.drawn.alike.of_one_family(ready.drawn.key["case_id"].tolist()))
    return [
        f"{plural(index, 'decision')} under review and {plural(packs - index, 'comparison')}, in "
        f"{plural(len(ready.drawn.sets), 'matched set')}: {plural(packs, 'pack')}, of {plural(families, 'family', 'families')}.",
        "Within a set the decisions looked alike when they were made and went otherwise afterwards. Nothing in a pack says which "
        "is under review.",
        *to_know(ready.drawn, ready.how.outcome),
        f"{plural(ready.how.raters, 'rater')} would read every pack, each in an order of their own, and fill in the form "
        f"{ready.form.title!r} ({plural(len(ready.form.items), 'question')}).",
        f"{plural(len(ready.removals), 'thing')} left out of the packs; the list with the reasons is for you alone.",
        _bare(sum(any(lead in _NOTHING for s in p.page2.sections for lead in s.lead) for p in ready.packs)),
        *([_DECIDER] if ready.how.holder == DECIDER else []),
    ]


def _bare(packs: int) -> str:
    if not packs:
        return "Every pack has the decision in words that were written on its day."
    bare = plural(packs, "decision")
    return f"Of {bare} nothing was written on the day. Page 2 says so, and the decision can then hardly be judged."


_DECIDER = (
    "The packs part what the ledger of the time says the decider had from what was on the agency's record besides. That nobody "
    "wrote it down does not mean that the decider had not read it."
)


def balance(ready: Prepared) -> pd.DataFrame:
    """Return how alike the sets are: `dimension`, `sets` (all), `alike` (all their decisions the same on it), `unlike`."""
    import pandas as pd

    drawn, sets = ready.drawn, ready.drawn.sets if ready.drawn else []
    same = {row["words"]: sum(_same(drawn, views, row["dimension"]) for views in sets) for row in rows_of("choosing_dimensions")}
    if drawn and drawn.alike.scored:
        same["how likely the outcome looked"] = sum(map(drawn.looked_as_likely, sets))
    rows = [{"dimension": words, "sets": len(sets), "alike": n, "unlike": len(sets) - n} for words, n in same.items()]
    return pd.DataFrame(rows)


def lengths(ready: Prepared) -> pd.DataFrame:
    """Return how long the packs are: `role`, `packs`, and the least, middle and greatest number of lines of page 1."""
    import pandas as pd

    lines = {p.number: sum(len(s.rows) for s in p.page1.sections) for p in ready.packs}
    roles = dict(zip(ready.drawn.key["pack"], ready.drawn.key["role"], strict=True)) if ready.drawn else {}
    rows = []
    for role, words in {INDEX: "under review", COMPARISON: "for comparison"}.items():
        own = pd.Series([lines[pack] for pack, its in roles.items() if its == role], dtype="int64")
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

    numbers, raters = [p.number for p in ready.packs], ready.how.codes
    arms = draw_arms(numbers, raters, ready.how.share, ready.how.seed) if numbers else []
    counts = Counter((a["rater"], a["stage"]) for a in arms)
    rows = [
        {
            "rater": r,
            "packs": len(numbers),
            "order": ", ".join(_order(ready, r)),
            "after": counts[r, REVEAL],
            "without": len(numbers) - counts[r, REVEAL],
        }
        for r in raters
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
    ]


def _named(record: Record, decisions: str, file: str) -> pd.DataFrame:
    views = moments.decisions(record)
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
    """An order of a rater's own, round by round."""
    if ready.drawn is None:
        return []
    views, rounds = dict(zip(ready.drawn.key["pack"], ready.drawn.key["view_id"], strict=True)), ready.drawn.rounds
    return sorted(views, key=lambda p: (rounds[p], lot(ready.how.seed, rater, views[p])))


def _same(drawn: Drawn | None, view_ids: Sequence[str], dimension: str) -> bool:
    return drawn is not None and len({drawn.alike.looked[v].known[dimension] for v in view_ids}) == 1
