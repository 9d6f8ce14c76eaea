"""The page of the scoring, made from the scores: what finds which cause, how early, with what false alarms, and what does not."""

from __future__ import annotations

from toolkit import paths
from toolkit.study.scoring.flags import ALL_FLAGS, UNEXPLAINED_FLAGS
from toolkit.study.scoring.look import Look
from toolkit.study.scoring.rules import CHANGED, QUIET, causes, held_out_cause, rules
from toolkit.study.scoring.run import Scores
from toolkit.study.scoring.tally import ABOVE, DAYS, FLAGGED, MONTHS, PAIRS
from toolkit.study.scoring.words import days, month_ends, percent, range_of, table

MADE = "<!-- Made by `casereview score`; run it again, do not edit this page. -->\n\n"
_MOST_OTHERS = 3
_CHANCE = 0.5
_CELLS = ("flagged", "quiet", "above", "months", "days", "changed course", "worse")
_KEPT = (
    "These seeds were kept back while the indicators were written and mended. "
    "Whoever changes one after reading this page needs other seeds to test it on."
)
_NOT_KEPT = "These are not the seeds that were kept back for it, so this run is no test."


def page_of(scores: Scores) -> str:
    """Return the page as Markdown: data/study/scoring_page.md with what the scores say."""
    look, fixed = Look(scores), rules()
    marks = {n: percent(fixed[n]) for n in ("finds_sensitivity", "finds_false_alarm", "weak_sensitivity")}
    filled = {
        **marks,
        "indicators": str(len(scores.indicators)),
        "with_flag": str(sum(i.flag is not None for i in scores.indicators)),
        "seeds": _listed(scores.seeds),
        "cases": str(scores.cases),
        "steady_cases": str(scores.cases * fixed.whole("quiet_times")),
        "every": month_ends(scores.every),
        "follow_up_days": str(fixed.whole("follow_up_days")),
        "found": _found(look),
        "by_cause": _by_cause(look),
        "each_cause": "\n\n".join(_cause(look, c) for c in scores.causes),
        "elsewhere": _elsewhere(look),
        "seen": _listed(fixed.seen_seeds),
        "weak": _weak(look),
        "alarms": _alarms(look),
        "kept": _KEPT if set(scores.seeds) == set(fixed.held_out_seeds) else _NOT_KEPT,
        "held_out": held_out_cause(),
        "left_out": ", ".join(f"`{i.name}`" for i in scores.left_out) or "none",
    }
    text = (paths.data() / "study" / "scoring_page.md").read_text(encoding="utf-8")
    for name, words in filled.items():
        text = text.replace(f"{{{name}}}", words)
    return MADE + text


def _by_cause(look: Look) -> str:
    rows = []
    for cause in look.scores.causes:
        found = look.found(cause)
        cells = (f"`{found[0]}`", *_cells(look, found[0], cause)) if found else ("none is there", *[""] * len(_CELLS))
        rows.append((cause, *cells, sum(look.meets(n, cause) for n in found)))
    return table(("cause", "best of those named", *_CELLS, "find it"), rows)


def _cells(look: Look, name: str, cause: str) -> tuple[str, ...]:
    return (
        range_of(look.any_row(name, FLAGGED, cause)),
        percent(look.share(name, FLAGGED, QUIET)),
        range_of(look.row(name, ABOVE, cause), signed=True),
        f"{percent(look.share(name, MONTHS, cause))} / {percent(look.share(name, MONTHS, QUIET))}",
        days(look.any_row(name, DAYS, cause)),
        _both(look, name, CHANGED),
        range_of(look.row(name, PAIRS, cause), counts=False),
    )


def _both(look: Look, name: str, group: str) -> str:
    """The share flagged, and after the arrow that of flags that no reason explains."""
    before, after = (look.row(name, FLAGGED, group, stage) for stage in (ALL_FLAGS, UNEXPLAINED_FLAGS))
    words = percent(None if before is None else before["value"])
    return words if after is None else f"{words} → {percent(after['value'])}"


def _cause(look: Look, cause: str) -> str:
    apart = " (kept back: put in by the scoring, not by the agency)" if cause == held_out_cause() else ""
    lines = [f"### {cause.capitalize()}{apart}\n", f"{causes()[cause].capitalize()}. {look.cases_of(cause)} cases.\n"]
    rows = [(f"`{n}`", *_cells(look, n, cause), "finds it" if look.meets(n, cause) else "") for n in look.found(cause)]
    lines.append(table(("named beforehand", *_CELLS, ""), rows) if rows else "No indicator that was named is there.")
    if gone := [text for text, meant in look.named[cause].items() if not meant]:
        lines.append(f"\nNamed, and not there or not to be scored: {', '.join(gone)}.")
    if others := look.others(cause):
        lines.append(_not_named(look, others, cause))
    return "\n".join(lines)


def _not_named(look: Look, others: list[str], cause: str) -> str:
    shares = ((n, percent(look.share(n, FLAGGED, cause)), percent(look.share(n, FLAGGED, QUIET))) for n in others[:_MOST_OTHERS])
    told = "; ".join(f"`{n}` ({hits}, quiet {alarms})" for n, hits, alarms in shares)
    more = f"; and {len(others) - _MOST_OTHERS} more, in scores.csv" if len(others) > _MOST_OTHERS else ""
    return f"\nNot named, and surely above quiet cases though {look.comparisons:,} comparisons were made: {told}{more}."


def _weak(look: Look) -> str:
    lines = [f"- {words}" for cause in look.scores.causes for n in look.found(cause) if (words := weakness(look, n, cause))]
    unfound = [c for c in look.scores.causes if not any(look.meets(n, c) for n in look.found(c))]
    if unfound:
        lines.append(f"\nBy the marks fixed beforehand no named indicator finds: {', '.join(unfound)}.")
    return "\n".join(lines) or "None."


def weakness(look: Look, indicator: str, cause: str) -> str:
    """Return in words why an indicator is weak for a cause that it was named for; empty where it is not."""
    hits, above = look.share(indicator, FLAGGED, cause), look.row(indicator, ABOVE, cause)
    about = f"`{indicator}` for *{cause}*: "
    if hits is None or above is None:
        return _weak_without_flag(look, indicator, cause, about)
    told = f"{percent(hits)} of its cases are flagged and {percent(look.share(indicator, FLAGGED, QUIET))} of quiet ones"
    if above["upper"] < 0:
        return f"{about}below chance; {told}."
    if above["lower"] <= 0:
        return f"{about}no better than chance; {told}."
    return f"{about}it misses most; {told}." if hits < rules()["weak_sensitivity"] else ""


def _weak_without_flag(look: Look, indicator: str, cause: str, about: str) -> str:
    pairs = look.row(indicator, PAIRS, cause)
    if pairs is None:
        return f"{about}it says something of too few cases to be scored."
    if pairs["lower"] > _CHANCE:
        return ""
    return f"{about}no better than chance; its value is worse than a quiet case's in {percent(pairs['value'])} of pairs."


def _alarms(look: Look) -> str:
    told = [i for i in look.scores.indicators if look.row(i.name, FLAGGED, QUIET)]
    rows = [
        (
            f"`{i.name}`",
            i.code,
            range_of(look.row(i.name, FLAGGED, QUIET)),
            percent(look.share(i.name, MONTHS, QUIET)),
            *(_both(look, i.name, group) for group in (QUIET, CHANGED)),
        )
        for i in told
    ]
    head = ("indicator", "code", "quiet", "quiet, of month ends", "quiet → unexplained", "changed course → unexplained")
    return table(head, rows)


def _listed(seeds: tuple[int, ...]) -> str:
    return ", ".join(map(str, seeds))


def _elsewhere(look: Look) -> str:
    """What is found on other seeds beside what is found on these."""
    if look.scores.elsewhere is None:
        return "No other seeds were asked."
    here, there = _finders(look), _finders(Look(look.scores.elsewhere))
    both = sum(bool(here[c] and there[c]) for c in here)
    counts = [sum(map(bool, by.values())) for by in (here, there)]
    names, others = _listed(look.scores.seeds), _listed(look.scores.elsewhere.seeds)
    rows = [(c, *(", ".join(f"`{n}`" for n in by[c]) or "–" for by in (here, there))) for c in here]
    told = (
        f"{counts[0]} of {len(here)} causes are found on the seeds {names}, {counts[1]} on the seeds {others}, {both} on both. "
        "A mark is a line: who flags a little more or less than it allows is found on one and not on the other."
    )
    return f"{told}\n\n{table(('cause', f'found on {names}', f'found on {others}'), rows)}"


def _finders(look: Look) -> dict[str, list[str]]:
    """By cause, the indicators named for it that find it."""
    return {c: [n for n in look.found(c) if look.meets(n, c)] for c in look.scores.causes}


def _found(look: Look) -> str:
    by = _finders(look)
    lines = [f"- *{c}*: {', '.join(f'`{n}`' for n in names)}" for c, names in by.items() if names]
    return "\n".join([f"Of {len(by)} causes, {len(lines)} are found by a named indicator, by the marks set beforehand:\n", *lines])
