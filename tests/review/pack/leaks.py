"""Whether blind packs give away how it went, or which of a set is under review: classifiers that try, on the made-up agency.

`python -m tests.review.pack.leaks --cases 6000` makes an agency, packs and sets, and says how well each guess does. The same
guesses are then made over packs with a leak put in, which they must find.
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.known import views as moments
from toolkit.known.statements import standing
from toolkit.known.viewfile import checked_views
from toolkit.later.follow import COMPETING, NO, YES
from toolkit.pseudonyms import Key
from toolkit.record import Record, open_record
from toolkit.record.words import words
from toolkit.review.alike import Alike, Looked, dimensions, look_at, steps
from toolkit.review.choosing import ChoosingPlan, _found, _pooled
from toolkit.review.pack import Line, Pack, Section
from toolkit.review.pack.make import Asked, packs_as_asked
from toolkit.review.pack.names import first_known
from toolkit.review.prognosis import caliper

KEY = Key(b"a key of the tests")
OUTCOME, HORIZON = "incident", 365
MOST_AUC = 0.55
_WORD = re.compile(r"[a-z']+")
_FOLDS, _LEAST_PACKS, _PRIOR, _Z, _WORDS = 5, 4, 1.0, 1.96, 60
Tokens = set[str]


@dataclass(frozen=True)
class Guess:
    """How well something was guessed: the area under the curve with its 95 % interval, and of how many."""

    auc: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        """In words."""
        return f"AUC {self.auc:.3f} (95 % {self.low:.3f} to {self.high:.3f}), n {self.n:,}"


@dataclass(frozen=True)
class Sets:
    """Matched sets with their packs: set, whether under review, how it went, the words of each pack, and of what was known.

    `near` says of each pack whether the outcome looked as likely for all of its set.
    """

    group: np.ndarray
    index: np.ndarray
    answer: np.ndarray
    packs: list[Pack]
    known: list[Tokens]
    near: np.ndarray

    def only(self, which: np.ndarray) -> Sets:
        """Return some of the packs."""
        at = np.flatnonzero(which)
        packs, known = [self.packs[n] for n in at], [self.known[n] for n in at]
        return Sets(self.group[which], self.index[which], self.answer[which], packs, known, self.near[which])


def pack_tokens(pack: Pack) -> Tokens:
    """Everything that can be seen of a pack, as words: texts, marks, headings, and how many lines and of which days."""
    found: Tokens = set()
    for number, page in enumerate((pack.page1, pack.page2), 1):
        for section in page.sections:
            place = f"{number}|{section.heading}"
            found.add(f"{place}: {_size(len(section.rows))}")
            found |= {f"{place}: {w}" for lead in section.lead for w in _WORD.findall(lead.lower())}
            for line in section.rows:
                found |= set(_WORD.findall(f"{line.words} {line.mark}".lower())) | {f"day {_size(_days(line.day))}"}
    return found


def known_tokens(record: Record, views: pd.DataFrame) -> dict[str, Tokens]:
    """What the known tables say at each view, as words, with no pack in between."""
    found: dict[str, Tokens] = {v: set() for v in views["view_id"]}
    counts: Counter[tuple[str, str, str]] = Counter()
    days = dict(zip(views["view_id"], pd.to_datetime(views["as_of"].str[:10]), strict=True))
    for r in standing(record, views)[0]:
        own, on = found[r["view_id"]], r["occurred_on"]
        said = (words(r["table"], r), r["informant"], r["assertion"], r["reason"] if r["table"] == "decision" else "")
        own |= set(_WORD.findall(" ".join(filter(None, said)).lower())) | {f"{r['table']} {r['state']}"}
        own |= {f"day {_size((pd.Timestamp(on) - days[r['view_id']]).days)}"} if on else set()
        counts[r["view_id"], r["table"], r["state"]] += 1
    for (view_id, table, state), count in counts.items():
        found[view_id].add(f"{table} {state}: {_size(count)}")
    return found


def sets_of(
    record: Record, most: int, seed: int = 0, comparisons: int = 1, good_share: float = 0.5, alike: Alike | None = None
) -> Sets:
    """Draw matched sets, the decision under review having gone well in a share of them, and make their packs."""
    alike = alike or look_at(record, moments.decisions(record), OUTCOME, HORIZON)
    return _made(record, _sets(alike, most, seed, comparisons, good_share), seed)


def one_a_family(record: Record, most: int, seed: int, alike: Alike) -> Sets:
    """Draw decisions of any ending, one a family and beside no other, and make their packs: what can be foreseen of any case."""
    rng, used, found = np.random.default_rng(seed), set[str](), []
    for view_id in rng.permutation(sorted(alike.looked)):
        one = alike.looked[view_id]
        own = alike.relatives(one.view["case_id"])
        if len(found) < most and not own & used and one.whole and one.answer in (YES, NO, COMPETING):
            found.append((one, []))
            used |= own
    return _made(record, found, seed)


def _made(record: Record, sets: list[tuple[Looked, list[Looked]]], seed: int) -> Sets:
    rows = [(n, one is first, one) for n, (first, others) in enumerate(sets) for one in (first, *others)]
    packs, views = _packs(record, [one for *_, one in rows], seed)
    known = known_tokens(record, views)
    return Sets(
        np.array([n for n, *_ in rows]),
        np.array([first for _, first, _ in rows]),
        np.array([one.answer == YES for *_, one in rows]),
        packs,
        [known[one.view["view_id"]] for *_, one in rows],
        np.array([all(first.apart(o) <= caliper() for o in others) for first, others in sets for _ in (first, *others)]),
    )


def _sets(alike: Alike, most: int, seed: int, comparisons: int, good_share: float) -> list[tuple[Looked, list[Looked]]]:
    """One set after the other, each from the families that are left, so that both roles are drawn from the same.

    Were all that are under review drawn first, they would be of families with more decisions than those left to compare with.
    """
    rng = np.random.default_rng(seed)
    pools = [
        _pooled((alike.looked[v] for v in rng.permutation(sorted(alike.looked))), dimensions(drop)) for drop in range(steps() + 1)
    ]
    plan, used, found = ChoosingPlan(OUTCOME, HORIZON), set(), []
    for view_id in rng.permutation(sorted(alike.looked)):
        one = alike.looked[view_id]
        own, went_well = alike.relatives(one.view["case_id"]), one.answer in (NO, COMPETING)
        if len(found) >= most or own & used or not one.whole or one.answer not in (YES, NO, COMPETING):
            continue
        so_far = sum(first.answer != YES for first, _ in found)
        if went_well != (so_far < good_share * (len(found) + 1) and good_share > 0):
            continue
        _, others = _found(alike, one, comparisons, pools, used | own, plan)
        if len(others) == comparisons:
            found.append((one, others))
            used = used.union(own, *(alike.relatives(o.view["case_id"]) for o in others))
    return found


def _packs(record: Record, looked: Sequence[Looked], seed: int) -> tuple[list[Pack], pd.DataFrame]:
    views = checked_views(pd.DataFrame([one.view for one in looked]).drop(columns=["kind", "label"]))
    numbers = [f"P{n:06d}" for n in range(len(views))]
    made = packs_as_asked(record, views.assign(pack=numbers), Asked(KEY, seed), first_known(record), at_once=True)
    return [m.pack for m in made], views


def guess_index(sets: Sets, tokens: list[Tokens]) -> Guess:
    """How often, of two packs of a set, the one under review is told: learnt on other sets, tried on these."""
    score = _cross_fitted(tokens, sets.index, sets.group)
    shares = []
    for n in np.unique(sets.group):
        own = sets.group == n
        first, others = score[own & sets.index], score[own & ~sets.index]
        shares.append(np.mean((first[:, None] > others) + 0.5 * (first[:, None] == others)))
    share, half = float(np.mean(shares)), _Z * float(np.std(shares, ddof=1)) / len(shares) ** 0.5
    return Guess(share, share - half, share + half, len(shares))


def guess_outcome(sets: Sets, tokens: list[Tokens]) -> Guess:
    """How well it is told how it went: learnt on other sets, tried on these; each set's families are its own."""
    score = _cross_fitted(tokens, sets.answer, sets.group)
    return _auc(score, sets.answer)


def better_than_known(sets: Sets, packs: list[Tokens], rounds: int = 400, seed: int = 0) -> tuple[float, float, float]:
    """Return how much better packs tell the outcome than the known tables do, with a 95 % interval over sets."""
    scores = [_cross_fitted(t, sets.answer, sets.group) for t in (packs, sets.known)]
    rng, groups = np.random.default_rng(seed), np.unique(sets.group)
    places = {n: np.flatnonzero(sets.group == n) for n in groups}
    drawn = []
    for _ in range(rounds):
        some = np.concatenate([places[n] for n in rng.choice(groups, len(groups))])
        drawn.append(_auc(scores[0][some], sets.answer[some]).auc - _auc(scores[1][some], sets.answer[some]).auc)
    whole = _auc(scores[0], sets.answer).auc - _auc(scores[1], sets.answer).auc
    low, high = np.quantile(drawn, [0.025, 0.975])
    return whole, float(low), float(high)


def planted(packs: Iterable[Pack], where: np.ndarray, share: float, seed: int = 0) -> list[Pack]:
    """Return packs of which some that are marked say one small word more than they should."""
    rng = np.random.default_rng(seed)
    return [_with_a_word(p) if mark and rng.random() < share else p for p, mark in zip(packs, where, strict=True)]


def _with_a_word(pack: Pack) -> Pack:
    sections = list(pack.page1.sections)
    at = next((n for n, s in enumerate(sections) if s.rows), 0)
    rows = sections[at].rows or (Line("", ""),)
    told = replace(rows[-1], words=f"{rows[-1].words} (checked afterwards)")
    sections[at] = Section(sections[at].heading, sections[at].lead, (*rows[:-1], told))
    return replace(pack, page1=replace(pack.page1, sections=tuple(sections)))


def _cross_fitted(tokens: list[Tokens], label: np.ndarray, group: np.ndarray) -> np.ndarray:
    """The log odds of naive Bayes over words, from folds that hold no pack of the same set."""
    from scipy import sparse

    places = {w: n for n, w in enumerate(sorted(set().union(*tokens)))}
    at = [(row, places[w]) for row, own in enumerate(tokens) for w in own]
    x = sparse.csr_matrix((np.ones(len(at)), tuple(np.array(at).T)), shape=(len(tokens), len(places)))
    x = x[:, np.asarray(x.sum(axis=0)).ravel() >= _LEAST_PACKS]
    score = np.zeros(len(tokens))
    for fold in range(_FOLDS):
        held = group % _FOLDS == fold
        score[held] = _log_odds(x[~held], label[~held], x[held])
    return score


def _log_odds(x: object, label: np.ndarray, tried: object) -> np.ndarray:
    """Over the words that tell most in what is learnt from: the rest is noise that drowns a single telling word."""
    counts = [np.asarray(x[label == which].sum(axis=0)).ravel() for which in (True, False)]
    both, sizes = counts[0] + counts[1], (int(label.sum()), int((~label).sum()))
    share = both / sum(sizes)
    error = np.sqrt(np.maximum(share * (1 - share), 1e-9) * (1 / sizes[0] + 1 / sizes[1]))
    telling = np.argsort(-np.abs(counts[0] / sizes[0] - counts[1] / sizes[1]) / error, kind="stable")[:_WORDS]
    yes, no = (_shares(x[label == which][:, telling]) for which in (True, False))
    weight = np.log(yes / no) - np.log((1 - yes) / (1 - no))
    return np.asarray(tried[:, telling] @ weight) + np.log((1 - yes) / (1 - no)).sum()


def _shares(x: object) -> np.ndarray:
    return (np.asarray(x.sum(axis=0)).ravel() + _PRIOR) / (x.shape[0] + 2 * _PRIOR)


def _auc(score: np.ndarray, label: np.ndarray) -> Guess:
    """The area under the curve with the interval of Hanley and McNeil (1982)."""
    from scipy.stats import rankdata

    m, n = int(label.sum()), int((~label).sum())
    auc = (rankdata(score)[label].sum() - m * (m + 1) / 2) / (m * n)
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    error = ((auc * (1 - auc) + (m - 1) * (q1 - auc**2) + (n - 1) * (q2 - auc**2)) / (m * n)) ** 0.5
    return Guess(float(auc), float(auc - _Z * error), float(auc + _Z * error), len(label))


def _size(count: float) -> str:
    """A number as one of a few sizes, twice as large each."""
    return f"{'-' if count < 0 else ''}{int(np.log2(abs(count) + 1))}"


def _days(said: str) -> int:
    found = re.search("\u2212?[0-9,]+", said)
    return int(found[0].replace("\u2212", "-").replace(",", "")) if found else 0


def told(record: Record, most: int, seed: int, say: Callable[[str], None] = print) -> bool:
    """Try all guesses over a record, say how they did, and return whether packs keep what they should."""
    alike = look_at(record, moments.decisions(record), OUTCOME, HORIZON)
    alone = one_a_family(record, most, seed, alike)
    words_alone = [pack_tokens(p) for p in alone.packs]
    gain, low, high = better_than_known(alone, words_alone)
    say(f"how it went, one decision a family: over the known tables {guess_outcome(alone, alone.known)}")
    say(f"over packs: {guess_outcome(alone, words_alone)}; better by {gain:+.4f} (95 % {low:+.4f} to {high:+.4f})")
    gained = better_than_known(alone, [pack_tokens(p) for p in planted(alone.packs, alone.answer, 0.3)])
    say(f"with a leak planted in 30 % of those that went badly: by {gained[0]:+.4f} (95 % {gained[1]:+.4f} to {gained[2]:+.4f})")
    mixed = sets_of(record, most, seed, alike=alike)
    tokens = [pack_tokens(p) for p in mixed.packs]
    index = guess_index(mixed, tokens)
    say(f"which is under review, half of them having gone well: {index}")
    say(f"how it went, within those sets, over the known tables: {guess_outcome(mixed, mixed.known)}")
    found = guess_index(mixed, [pack_tokens(p) for p in planted(mixed.packs, mixed.index, 0.3)])
    say(f"with a leak planted in 30 % of those under review: {found}")
    for how, of in (("matched on how likely it looked", alike), ("not so matched", _unscored(alike))):
        bad = sets_of(record, most, seed, good_share=0.0, alike=of)
        near = bad.only(bad.near)
        say(f"which is under review, all having gone badly, {how}: {guess_index(bad, [pack_tokens(p) for p in bad.packs])}")
        if of.scored:
            say(f"of these, sets in which it looked as likely: {guess_index(near, [pack_tokens(p) for p in near.packs])}")
    return index.high <= MOST_AUC and low <= 0 and found.low > MOST_AUC and gained[1] > 0


def _unscored(alike: Alike) -> Alike:
    return replace(alike, looked={v: replace(one, foreseen=None) for v, one in alike.looked.items()})


def main() -> None:
    """Make an agency of so many cases, and tell."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=6000)
    asked.add_argument("--sets", type=int, default=1500)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--record", type=Path, help="a record that is there already, in place of a new agency")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as room:
        from toolkit.synth import make_agency

        record = open_record(given.record or make_agency(Path(room) / "record", given.cases, given.seed))
        raise SystemExit(0 if told(record, given.sets, given.seed) else 1)


if __name__ == "__main__":
    main()
