"""What a CIN census says of each table of the record: the statements that its import must give back, all and no others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.synth.returned import equal, kept
from toolkit import paths
from toolkit.sources.cin.tables import CONFERENCE, closing_words
from toolkit.synth.forms.pre_proceedings import FROM
from toolkit.synth.forms.standing import year_end, year_start

Row = dict[str, Any]
Said = tuple[str, set[tuple], str]
TOUCHES = "occurred_on <= $2 AND (ended_on IS NULL OR ended_on >= $1)"
IN_YEAR = "occurred_on BETWEEN $1 AND $2"
# Whatever an earlier census showed of these stands on, though it is no part of this one's year.
KEPT_FOR_GOOD = {"children", "referrals", "enquiries", "conferences", "offers to the family", "what came before proceedings"}
LETTERS = {"warned_on": "letter before proceedings sent", "begun_on": "letter initiating care proceedings sent"}


def written(file: Path) -> set[tuple[str, str]]:
    """The block and the name of each element of a census that holds anything."""
    blocks = {r["block"] for r in paths.rows("sources", "cin_fields")}
    return set(_elements(ElementTree.parse(file).getroot(), "", blocks))


def _elements(node: ElementTree.Element, block: str, blocks: set[str]) -> Iterator[tuple[str, str]]:
    block = node.tag if node.tag in blocks else block
    if block and node.text and node.text.strip():
        yield block, node.tag
    for part in node:
        yield from _elements(part, block, blocks)


def gives_back(imported: Path, children: list[Row], year: int, taken_on: date) -> set[str]:
    """Compare a census with the record that it was imported into; return what had anything to compare."""
    span, filled = (year_start(year), year_end(year)), set()
    for what, expected, sql in said(children, year):
        found = kept(imported, taken_on, sql, span)
        equal(expected, found & expected if what in KEPT_FOR_GOOD else found, (year, what))
        filled |= {what} if expected else set()
    return filled


def said(children: list[Row], year: int) -> Iterator[Said]:
    """Yield every comparison of a census; `$1` and `$2` are the first and the last day of its year."""
    last = year_end(year)
    who = {
        (c["case_id"], c["sex"], c["born_on"], c["ethnicity"], _sorted(c["disability"]), _by(c["died_on"], last)) for c in children
    }
    yield "children", who, f"SELECT case_id, sex, born_on, ethnicity, {_listed('disability')}, died_on FROM {{child}}"
    told = [(c["case_id"], e) for c in children for e in c["episodes"]]
    yield from _referrals(told)
    yield from _plans(told)
    yield from _assessed(told)
    if year >= FROM:
        yield from _before_proceedings(told)


def _inside(told: list[tuple[str, Row]], kind: str) -> list[tuple[str, Row]]:
    return [(case, row) for case, e in told for row in e[kind]]


def _referrals(told: list[tuple[str, Row]]) -> Iterator[Said]:
    outcome = {True: "no further action", False: "accepted"}
    referred = {(c, e["occurred_on"], outcome[e["refused"]], e["referrer"], e["primary_need"]) for c, e in told}
    yield "referrals", referred, "SELECT case_id, occurred_on, outcome, referrer, primary_need FROM {referral}"
    cases = {(c, e["occurred_on"], e["ended_on"], closing_words(e["reason"])) for c, e in told if not e["refused"]}
    yield "cases", cases, f"SELECT case_id, occurred_on, ended_on, end_reason FROM {{case}} WHERE {TOUCHES}"
    spells = {(c, e["occurred_on"], e["occurred_on"] + timedelta(days=1)) for c, e in told}
    in_year = f"SELECT case_id, occurred_on, ended_on FROM {{status}} WHERE kind = 'referred' AND {IN_YEAR}"
    yield "children referred", {s for s in spells if s[1] >= _first(told)}, in_year.replace("$1", f"DATE '{_first(told)}'")


def _first(told: list[tuple[str, Row]]) -> date:
    """A census shows referrals of earlier years too, of the children who are still open."""
    return min((e["occurred_on"] for _, e in told if e["refused"]), default=date.max)


def _plans(told: list[tuple[str, Row]]) -> Iterator[Said]:
    yield (
        "child in need plans",
        {(c, r["occurred_on"], r["ended_on"]) for c, r in _inside(told, "plans")},
        f"SELECT case_id, occurred_on, ended_on FROM {{plan}} WHERE kind = 'child in need plan' AND {TOUCHES}",
    )
    protection = _inside(told, "protection")
    yield (
        "child protection plans",
        {(c, r["occurred_on"], r["ended_on"], r["category"], r["latest_category"], r["earlier_plans"]) for c, r in protection},
        f"""SELECT case_id, occurred_on, ended_on, category, latest_category, earlier_plans FROM {{plan}}
        WHERE kind = 'child protection plan' AND {TOUCHES}""",
    )
    yield (
        "statuses of protection",
        {(c, r["occurred_on"], r["ended_on"], r["category"]) for c, r in protection},
        f"SELECT case_id, occurred_on, ended_on, detail FROM {{status}} WHERE kind = 'child protection plan' AND {TOUCHES}",
    )
    yield (
        "reviews",
        {(c, day, "child protection review") for c, r in protection for day in r["reviews"]},
        f"SELECT case_id, occurred_on, kind FROM {{review}} WHERE {IN_YEAR}",
    )


def _assessed(told: list[tuple[str, Row]]) -> Iterator[Said]:
    yield (
        "assessments",
        {
            (c, r["occurred_on"], r["ended_on"], r["ended_on"] and r["reviewed_on"], _sorted(r["ended_on"] and r["factors"]))
            for c, r in _inside(told, "assessments")
        },
        f"""SELECT case_id, occurred_on, ended_on, reviewed_on, {_listed("factors")} FROM {{assessment}}
        WHERE kind = 'assessment' AND {TOUCHES}""",
    )
    enquiries = _inside(told, "enquiries")
    ways = {True: f"{CONFERENCE} not required", False: CONFERENCE}
    yield (
        "enquiries",
        {
            (c, r["occurred_on"], r["held_on"], ways[r["not_required"]] if r["not_required"] or r["held_on"] else None)
            for c, r in enquiries
        },
        "SELECT case_id, occurred_on, ended_on, outcome FROM {assessment} WHERE kind = 'section 47 enquiry'",
    )
    conferences = {(c, r["due_on"], r["held_on"]) for c, r in enquiries if r["due_on"] or r["held_on"]}
    conferences |= {(c, None, e["loose"]) for c, e in told if e["loose"]}
    yield "conferences", conferences, f"SELECT case_id, due_on, occurred_on FROM {{meeting}} WHERE kind = '{CONFERENCE}'"


def _before_proceedings(told: list[tuple[str, Row]]) -> Iterator[Said]:
    rows = _inside(told, "legal")
    yield (
        "work before proceedings",
        {(c, r["occurred_on"], r["ended_on"]) for c, r in rows},
        f"SELECT case_id, occurred_on, ended_on FROM {{legal}} WHERE proceedings = 'pre-proceedings' AND {TOUCHES}",
    )
    events = {(c, "application to the court", r["court_on"], None) for c, r in rows if r["court_on"]}
    events |= {(c, "pre-proceedings meeting", r["met_on"], None) for c, r in rows if r["met_on"]}
    events |= {(c, "end of pre-proceedings", r["ended_on"], r["outcome"]) for c, r in rows if r["ended_on"]}
    events |= {(c, "letter", r[name], words) for c, r in rows for name, words in LETTERS.items() if r[name]}
    yield (
        "what came before proceedings",
        events,
        """SELECT case_id, proceedings, occurred_on, NULL FROM {legal}
        UNION ALL SELECT case_id, kind, occurred_on, NULL FROM {meeting}
        UNION ALL SELECT case_id, kind, occurred_on, chosen FROM {decision}
        UNION ALL SELECT case_id, channel, occurred_on, outcome FROM {contact}""",
    )
    offered = {(c, r["met_family"]) for c, r in rows if r["met_family"] is not None}
    yield "offers to the family", offered, "SELECT case_id, taken_up FROM {service} WHERE kind = 'family group decision making'"


def _sorted(words: str | None) -> str | None:
    return " ".join(sorted(words.split())) if words else None


def _listed(column: str) -> str:
    return f"list_aggregate(list_sort(string_split({column}, ' ')), 'string_agg', ' ')"


def _by(day: date | None, last: date) -> date | None:
    return day if day and day <= last else None
