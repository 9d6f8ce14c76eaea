"""For each rule of the check a record with the fault, and its nearest innocent neighbour.

A case is (rule, rows at fault, rows without fault), rows by table. Rows get a case, ids and a record time of their own; a value that
begins with @ is an id within the case. The rest of the record: care began long before, the cover ends on 31 December 2020.
"""

from __future__ import annotations

Row = dict[str, str]
Rows = dict[str, list[Row]]
LAST = "2020-12-31"


def one(table: str, start: str = "2020-02-03", **said: str) -> Rows:
    """A record of one row."""
    return {table: [row(start, **said)]}


def row(start: str = "2020-02-03", end: str = "", **said: str) -> Row:
    return {"occurred_on": start, **({"ended_on": end} if end else {}), **said}


def care(*episodes: Row, **more: list[Row]) -> Rows:
    """Episodes of care, beside rows of other tables."""
    return {"placement": list(episodes), **more}


def ep(start: str, end: str = "", why: str = "X1", **said: str) -> Row:
    """An episode; one that has ended has a reason."""
    return row(start, end, **({"end_reason": why} if end else {}), **{"change": "S", "placement_type": "U4", **said})


def legal(start: str, end: str = "", status: str = "C2", **said: str) -> Row:
    return row(start, end, legal_status=status, **said)


def born(on: str, **said: str) -> list[Row]:
    return [row("2019-01-01", born_on=on, **said)]


def versions(*said: Row, **same: str) -> list[Row]:
    """Versions of one thing: each is withdrawn when the next is recorded."""
    times = [f"{2019 + n}-04-01" for n in range(len(said) + 1)]
    last = len(said) - 1
    return [
        {
            "entity_id": "@one",
            "recorded_at": times[n],
            "withdrawn_at": times[n + 1] if n < last else "",
            "withdrawn_reason": "changed" if n < last else "",
            **same,
            **version,
        }
        for n, version in enumerate(said)
    ]


def gone(start: str, **said: str) -> Row:
    """A thing that one return showed open, and the next did not show."""
    return row(start, recorded_at="2019-04-02", withdrawn_at="2020-04-01", withdrawn_reason="deleted", **said)


OPENED = {"case": [row("2020-02-03")]}
PLACED = "placed for adoption"
UASC = "unaccompanied asylum-seeking child"
CPP, CINP, CPR = "child protection plan", "child in need plan", "child protection review"
ICPC, S47 = "initial child protection conference", "section 47 enquiry"

HOUSE: list[tuple[str, Rows, Rows]] = [
    ("ended-before-it-began", one("placement", "2020-02-03", ended_on="2020-02-02"), one("placement", ended_on="2020-02-03")),
    (
        "ended-before-it-began",
        one("assessment", "2020-02-03", ended_on="2020-02-02"),
        one("assessment", "2020-02-03", ended_on="2020-02-03"),
    ),
    ("ended-before-it-began", one("staff", ended_on="2020-02-02", worker_id="w"), one("staff", ended_on="2020-02-04", worker_id="w")),
    (
        "recorded-before-it-occurred",
        one("incident", "2020-02-03", recorded_at="2020-02-01"),
        one("incident", "2020-02-03", recorded_at="2020-02-02"),
    ),
    (
        "recorded-before-it-occurred",
        one("visit", "2020-02-03", recorded_at="2020-01-01", outcome="completed"),
        one("visit", "2020-02-03", recorded_at="2020-01-01", outcome="planned"),
    ),
    (
        "recorded-long-after",
        one("visit", "2020-02-03", recorded_at="2021-02-04"),
        one("visit", "2020-02-03", recorded_at="2021-02-03"),
    ),
    (
        "withdrawn-before-recorded",
        one("visit", recorded_at="2020-03-01", withdrawn_at="2020-02-29"),
        one("visit", recorded_at="2020-03-01", withdrawn_at="2020-03-01"),
    ),
    (
        "decision-before-the-case-opened",
        {**OPENED, **one("decision", "2020-02-02")},
        {**OPENED, **one("decision", "2020-02-03")},
    ),
    (
        "decision-before-the-case-opened",
        {**OPENED, **one("decision", "2020-02-02")},
        {"case": [row("2020-02-03", occurred_precision="on or before")], **one("decision", "2020-02-02")},
    ),
    ("work-before-the-case-opened", {**OPENED, **one("visit", "2020-02-02")}, {**OPENED, **one("referral", "2020-02-01"), **one("visit", "2020-02-02")}),
    (
        "work-after-the-case-closed",
        {"case": [row("2020-01-01", "2020-02-01")], **one("visit", "2020-02-02")},
        {"case": [row("2020-01-01", "2020-02-01"), row("2020-02-02")], **one("visit", "2020-02-02")},
    ),
    (
        "review-before-care",
        care(ep("2020-02-03"), review=[row("2020-02-02", kind="looked after review")]),
        care(ep("2020-02-03"), review=[row("2020-02-02", kind=CPR)]),
    ),
    ("decided-on-another-day", one("decision", decided_at="2020-02-04 09:00"), one("decision", decided_at="2020-02-03 23:59")),
    (
        "approved-before-decided",
        one("decision", decided_at="2020-02-03 10:00", approved_at="2020-02-03 09:00"),
        one("decision", decided_at="2020-02-03 10:00", approved_at="2020-02-03"),
    ),
    ("day-before-its-spell", one("missing", interview_on="2020-02-02"), one("missing", interview_on="2020-02-03")),
    ("day-before-its-spell", one("assessment", reviewed_on="2020-02-02"), one("assessment", reviewed_on="2020-02-10")),
    ("before-birth", {"child": born("2020-02-04"), **care(ep("2020-02-03"))}, {"child": born("2020-02-03"), **care(ep("2020-02-03"))}),
    (
        "before-birth",
        {"child": born("2020-02-04"), **one("visit", seen="true")},
        {"child": born("2020-02-04"), **one("visit", seen="false")},
    ),
    ("born-after-first-statement", {"child": [row("2019-01-01", born_on="2020-01-02")]}, {"child": [row("2019-01-01", born_on="2019-12-31")]}),
    (
        "referred-long-before-birth",
        {"child": born("2020-11-10"), **one("referral", "2020-02-03")},
        {"child": born("2020-11-09"), **one("referral", "2020-02-03")},
    ),
    (
        "after-death",
        {"child": born("2010-01-01", died_on="2020-02-02"), **one("visit", outcome="completed")},
        {"child": born("2010-01-01", died_on="2020-02-03"), **one("visit", outcome="completed")},
    ),
    (
        "after-death",
        {"child": born("2010-01-01", died_on="2020-02-02"), "plan": [row("2020-01-01", "2020-02-03", recorded_at="2020-02-10")]},
        {"child": born("2010-01-01", died_on="2020-02-02"), "plan": [row("2020-01-01", "2020-02-02", recorded_at="2020-02-10")], **one("meeting")},
    ),
    ("died-before-born", {"child": born("2010-01-02", died_on="2010-01-01")}, {"child": born("2010-01-01", died_on="2010-01-01")}),
    (
        "case-closed-by-death-without-it",
        {"case": [row("2020-01-01", "2020-02-01", end_reason="died")]},
        {"case": [row("2020-01-01", "2020-02-01", end_reason="died")], "child": born("2010-01-01", died_on="2020-02-01")},
    ),
    ("child-too-old", {**OPENED, "child": born("1994-02-03")}, {**OPENED, "child": born("1994-02-04")}),
    ("born-too-early", {"child": born("1899-12-31")}, {"child": born("1900-01-01")}),
    ("born-after-the-record", {"child": born("2021-10-08")}, {"child": born("2021-10-07")}),
    (
        "parent-of-no-age",
        {"child": born("2010-01-01"), **one("person", role="mother", born_on="1999-01-02")},
        {"child": born("2010-01-01"), **one("person", role="mother", born_on="1999-01-01")},
    ),
    (
        "parent-of-no-age",
        {"child": born("2010-01-01"), **one("person", role="father", born_on="1929-12-31")},
        {"child": born("2010-01-01"), **one("person", role="grandparent", born_on="1929-12-31")},
    ),
    (
        "mother-of-no-age",
        {"child": born("2008-01-01"), **one("person", role="child of the child", born_on="2018-12-31")},
        {"child": born("2008-01-01"), **one("person", role="child of the child", born_on="2019-01-01")},
    ),
    ("no-day", one("incident", ""), one("incident")),
    ("day-far-ahead", one("review", "2026-01-02"), one("review", "2025-12-31")),
    ("recorded-after-the-record", one("visit", recorded_at="2022-01-02"), one("visit", recorded_at="2022-01-01")),
    ("end-far-ahead", {"plan": [row("2020-01-01", "2203-01-01")]}, {"plan": [row("2020-01-01", "2023-01-01")]}),
    (
        "outside-the-coverage",
        one("visit", "1999-12-31", recorded_at="2000-01-05"),
        one("visit", "2000-01-01", recorded_at="2000-01-05"),
    ),
    (
        "outside-the-coverage",
        one("visit", "2021-01-01", recorded_at="2021-01-01"),
        one("visit", "2021-01-01", recorded_at="2020-12-31"),
    ),
    (
        "spell-outside-the-coverage",
        {"need": [row("1999-01-01", "1999-12-31", recorded_at="2000-01-05")]},
        {"need": [row("1999-01-01", "2000-01-01", recorded_at="2000-01-05")]},
    ),
    ("not-in-case", one("visit"), {**OPENED, **one("visit")}),
    ("overlapping-placements", care(ep("2020-01-01", "2020-02-04"), ep("2020-02-03")), care(ep("2020-01-01", "2020-02-03"), ep("2020-02-03"))),
    ("overlapping-placements", care(ep("2020-01-01"), ep("2020-02-03", "2020-03-01")), care(ep("2020-01-01"), ep("2020-02-03"))),
    ("two-open-placements", care(ep("2020-01-01"), ep("2020-02-03")), care(ep("2020-01-01"), ep("2020-02-03", short_break="true"))),
    ("two-open-placements", care(ep("2020-01-01"), ep("2020-12-31")), care(ep("2020-01-01"), ep("2022-01-01", recorded_at="2020-12-01"))),
    (
        "overlapping-spells",
        {"plan": [row("2020-01-01", "2020-02-04", kind=CPP), row("2020-02-03", kind=CPP)]},
        {"plan": [row("2020-01-01", "2020-02-04", kind=CPP), row("2020-02-03", kind=CINP)]},
    ),
    (
        "overlapping-spells",
        {"missing": [row("2020-01-01", "2020-01-05"), row("2020-01-04", "2020-01-06")]},
        {"missing": [row("2020-01-01", "2020-01-05"), row("2020-01-05", "2020-01-06")]},
    ),
    (
        "two-open-spells",
        {"assessment": [row("2020-01-01", kind=S47), row("2020-02-01", kind=S47)]},
        {"assessment": [row("2020-01-01", kind=S47), row("2020-02-01", kind="assessment")]},
    ),
    ("overlapping-cases", {"case": [row("2020-01-01", "2020-03-01"), row("2020-02-01")]}, {"case": [row("2020-01-01", "2020-02-01"), row("2020-02-01")]}),
    ("two-open-cases", {"case": [row("2020-01-01"), row("2020-02-01")]}, {"case": [row("2020-01-01", "2020-02-01"), row("2020-02-01")]}),
    ("two-versions-at-once", {"need": [row(entity_id="@n", recorded_at="2020-02-03"), row(entity_id="@n", recorded_at="2020-02-05")]}, {"need": versions(row(), row())}),
    ("statement-id-twice", {"need": [row(statement_id="@s"), row("2020-02-04", statement_id="@s")]}, {"need": [row(), row("2020-02-04")]}),
    ("duplicate-content", {"visit": [row(outcome="completed"), row(outcome="completed")]}, {"visit": [row(outcome="completed"), row(outcome="attempted")]}),
    ("one-thing-in-two-cases", {"need": [row(entity_id="@n"), row(entity_id="@n", case_id="@other")]}, {"need": [row(entity_id="@n"), row(case_id="@other")]}),
    ("link-to-nothing", one("goal", need_id="@gone"), {**one("goal", need_id="@n"), **one("need", entity_id="@n")}),
    ("link-to-nothing", one("measure", about_id="@g"), {**one("measure", about_id="@g"), **one("goal", entity_id="@g")}),
    ("link-to-nothing", one("plan", decision_id="@n"), {**one("plan", decision_id="@d"), **one("decision", entity_id="@d")}),
    ("link-to-nothing", {**one("action", goal_id="@n"), **one("need", entity_id="@n")}, {**one("action", goal_id="@g"), **one("goal", entity_id="@g")}),
    ("list-of-links-to-nothing", one("decision", links="@gone"), {**one("decision", links=" @n  @n "), **one("need", entity_id="@n")}),
    ("list-of-links-to-nothing", one("plan", cites="@gone"), {**one("plan", cites="@n"), **one("need", entity_id="@n")}),
    (
        "list-of-links-to-two-things",
        {**one("decision", links="@n"), **one("need", entity_id="@n"), **one("goal", entity_id="@n")},
        {**one("decision", links="@n @g"), **one("need", entity_id="@n"), **one("goal", entity_id="@g")},
    ),
    (
        "statement-of-nothing",
        {"ledger": [{"statement_id": "@gone", "holder": "w"}]},
        {"ledger": [{"statement_id": "@s", "holder": "w"}], **one("need", statement_id="@s")},
    ),
    (
        "link-to-another-case",
        {**one("goal", need_id="@n"), **one("need", entity_id="@n", case_id="@other")},
        {**one("goal", need_id="@n"), **one("need", entity_id="@n", case_id="@alias"), "identity": [{"alias_case_id": "@alias"}]},
    ),
    ("life-after-adoption", care(ep("2020-01-01", "2020-02-01", "E11"), **one("visit", "2020-02-02")), care(ep("2020-01-01", "2020-02-01", "E11"), **one("visit", "2020-02-01"))),
    (
        "life-after-adoption",
        care(ep("2020-01-01", "2020-02-01", "E12"), **one("measure", "2020-03-31")),
        care(ep("2020-01-01", "2020-02-01", "E12"), **one("measure", "2020-03-31", occurred_precision="on or before")),
    ),
    (
        "need-without-goal",
        one("need", "2020-11-15"),
        {"need": [row("2020-11-16"), row("2020-01-01", entity_id="@n")], **one("goal", need_id="@n")},
    ),
    ("goal-without-action", one("goal", "2020-11-15"), {"goal": [row("2020-01-01", entity_id="@g")], **one("action", goal_id="@g")}),
    ("open-case-without-worker", {"case": [row("2020-12-24")]}, {"case": [row("2020-12-25")]}),
    (
        "open-case-without-worker",
        {**OPENED, "involvement": [row("2020-02-03", "2020-06-01", worker_id="w")]},
        {**OPENED, "involvement": [row("2020-02-03", worker_id="w")]},
    ),
    (
        "worker-with-a-closed-case",
        {"case": [row("2020-01-01", "2020-03-01")], **one("involvement", worker_id="w")},
        {"case": [row("2020-01-01", "2020-03-01"), row("2020-04-01")], **one("involvement", worker_id="w")},
    ),
    ("staff-without-fte", one("staff", worker_id="w"), one("staff", worker_id="w", fte="0.5")),
    ("staff-with-too-much-fte", one("staff", worker_id="w", fte="37"), one("staff", worker_id="w", fte="1")),
    (
        "worker-without-post",
        {"involvement": [row(worker_id="@w", role="Caseworker ")], "staff": [row("2019-01-01", "2020-02-02", worker_id="@w")]},
        {"involvement": [row(worker_id="@w", role="social worker")], "staff": [row("2019-01-01", "2020-02-03", worker_id="@w")]},
    ),
    ("restricted-without-reason", one("information", restricted="yes"), one("information", restricted="privileged")),
    ("restriction-dropped", {"information": versions(row(restricted="privileged"), row())}, {"information": versions(row(), row(restricted="privileged"))}),
    (
        "written-afterwards",
        {**one("incident", "2020-02-10", severity="3"), **one("visit", "2020-02-03", recorded_at="2020-02-11")},
        {**one("incident", "2020-02-10", severity="3"), **one("visit", "2020-02-03", recorded_at="2020-02-10")},
    ),
    (
        "written-afterwards",
        {**one("incident", "2020-02-10", severity="3"), **one("decision", "2020-01-03", recorded_at="2020-03-01")},
        {**one("incident", "2020-02-10", severity="2"), **one("decision", "2020-01-03", recorded_at="2020-03-01")},
    ),
    ("unknown-code", care(ep("2020-01-01", placement_type="Q9")), care(ep("2020-01-01", placement_type="U4"))),
    ("unknown-code", one("review", participation="PN9"), one("review", participation="PN0")),
    ("code-of-another-year", care(ep("2020-01-01", placement_type="K3")), care(ep("2026-01-01", placement_type="K3"))),
    ("code-of-another-year", care(ep("2019-01-01", "2020-06-01", "E43")), care(ep("2017-01-01", "2018-06-01", "E43"))),
    ("gap-in-care", care(ep("2020-01-01", "2020-02-01"), ep("2020-02-02"), status=[row("2020-01-01", kind="looked after")]),
     care(ep("2020-01-01", "2020-02-01"), ep("2020-02-02"), status=[row("2020-01-01", "2020-02-01", kind="looked after"), row("2020-02-02", kind="looked after")])),
]  # fmt: skip

MOVED = [legal("2020-01-01", "2020-02-01", "C1"), legal("2020-02-01", "", "C1")]
ORDERED = [legal("2020-01-01", "2020-02-01", "C1"), legal("2020-02-01", "", "C2")]
ADOPTION = [row("2020-01-01", kind=PLACED)]

RETURNS: list[tuple[str, Rows, Rows]] = [
    ("ssda903-148", care(ep("2020-01-01", "2020-02-01", "")), care(ep("2020-01-01", "2020-02-01", "E8"))),
    ("ssda903-353", care(ep("1991-10-13")), care(ep("1991-10-14"))),
    ("ssda903-355", care(ep("2020-01-01", "2020-01-01")), care(ep("2020-01-01", "2020-01-02"))),
    ("ssda903-357", care(ep("2020-01-01", change="P")), care(ep("2020-01-01", change="P", occurred_precision="on or before"))),
    ("ssda903-380", care(ep("2020-01-01", placement_type="T4")), care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", placement_type="T4", change="T"))),
    ("ssda903-381", care(ep("2020-01-01", "2020-02-01", "E8", placement_type="T1")), care(ep("2020-01-01", "2020-02-01", placement_type="T1"))),
    ("ssda903-383",
     care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", "2020-02-08", placement_type="T1"), ep("2020-02-08", placement_type="K2")),
     care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", "2020-02-08", placement_type="T1"), ep("2020-02-08"))),
    ("ssda903-388", care(ep("2020-01-01", "2020-02-01"), ep("2020-02-02", change="P")), care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="P"))),
    ("ssda903-388", care(ep("2020-01-01", "2020-12-30")), care(ep("2020-01-01", "2020-12-31"))),
    ("ssda903-431", care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01")), care(ep("2020-01-01", "2020-02-01", "E8"), ep("2020-02-02"))),
    ("ssda903-432", care(ep("2020-01-01", "2020-02-01", "E8"), ep("2020-03-01", change="P")), care(ep("2020-01-01", "2020-02-01", "E8"), ep("2020-03-01"))),
    ("ssda903-433", care(ep("2020-01-01", "2020-02-01"), ep("2020-02-02", change="P")), care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="P"))),
    ("ssda903-434", care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="L"), legal=MOVED), care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="L"), legal=ORDERED)),
    ("ssda903-435", care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="P"), legal=ORDERED), care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="P"), legal=MOVED)),
    ("ssda903-436", care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="B"), legal=MOVED), care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="B"), legal=ORDERED)),
    ("ssda903-437", care(ep("2020-01-01", "2020-02-01", "E2"), ep("2020-03-01")), care(ep("2020-01-01", "2020-02-01", "E8"), ep("2020-03-01"))),
    ("ssda903-504",
     care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="P"), legal=[legal("2020-01-01", "2020-02-01", category_of_need="N1"), legal("2020-02-01", category_of_need="N2")]),
     care(ep("2020-01-01", "2020-02-01", "E8"), ep("2020-03-01"), legal=[legal("2020-01-01", "2020-02-01", category_of_need="N1"), legal("2020-03-01", category_of_need="N2")])),
    ("ssda903-516", care(ep("2020-01-01", "2020-02-01", "E45", placement_type="K2")), care(ep("2020-01-01", "2020-02-01", "E45"))),
    ("ssda903-217", care(ep("2020-01-01", placement_type="A3", change="P")), care(ep("2020-01-01", placement_type="A3", change="T"))),
    ("ssda903-336", care(ep("2020-01-01", "2020-02-01", placement_type="K2"), ep("2020-02-01", placement_type="A5", change="T")),
     care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", placement_type="A5", change="T"))),
    ("ssda903-378", care(ep("2020-01-01", placement_type="P1"), legal=[legal("2020-01-01", "", "V2")]), care(ep("2020-01-01", placement_type="P1"), legal=[legal("2020-01-01", "", "C2")])),
    ("ssda903-390", care(ep("2020-01-01", "2020-02-01", "E11")), care(ep("2020-01-01", "2020-02-01", "E11", placement_type="A4"))),
    ("ssda903-550", care(ep("2020-01-01", provider="PR0")), care(ep("2020-01-01", provider="PR0", placement_type="P1"))),
    ("ssda903-225", care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="P")), care(ep("2020-01-01", "2020-02-01"), ep("2020-02-01", change="L"))),
    ("ssda903-226", care(ep("2020-01-01", "2020-02-01", change_reason="CARPL"), ep("2020-02-01", change="L")), care(ep("2020-01-01", "2020-02-01", change_reason="CARPL"), ep("2020-02-01", change="P"))),
    ("ssda903-408", care(ep("2020-01-01", placement_type="A5"), legal=[legal("2020-01-01")]), care(ep("2020-01-01", placement_type="A5"), legal=[legal("2020-01-01", "", "E1")])),
    ("care-at-no-age", {"child": born("2002-01-01"), **care(ep("2020-01-01"))}, {"child": born("2002-01-02"), **care(ep("2020-01-01"))}),
    ("care-at-no-age", {"child": born("2010-01-01"), **care(ep("2020-01-01", "2020-02-01", "E17"))}, {"child": born("2002-02-01"), **care(ep("2019-01-01", "2020-02-01", "E17"))}),
    ("care-at-no-age", {"child": born("2012-01-01"), **care(ep("2020-01-01"), legal=[legal("2020-01-01", "", "J1")])}, {"child": born("2010-01-01"), **care(ep("2020-01-01"), legal=[legal("2020-01-01", "", "J1")])}),
    ("longer-than-allowed", {"legal": [legal("2020-01-01", "2020-01-05", "L1")]}, {"legal": [legal("2020-01-01", "2020-01-04", "L1")]}),
    ("longer-than-allowed", {"legal": [legal("2020-01-01", "", "L2")]}, {"legal": [legal("2020-01-01", "2020-01-22", "L2")]}),
    ("longer-than-allowed", care(ep("2020-01-01", "2020-01-09", placement_type="T4")), care(ep("2020-01-01", "2020-01-08", placement_type="T4"))),
    ("ssda903-367", {"legal": [legal(f"2020-0{m}-01", f"2020-0{m}-17", "V3") for m in range(1, 6)]}, {"legal": [legal(f"2020-0{m}-01", f"2020-0{m}-16", "V3") for m in range(1, 6)]}),
    ("ssda903-377", care(*(ep(f"2020-0{m}-01", f"2020-0{m}-08", placement_type="T3") for m in (1, 2, 3))), care(*(ep(f"20{y}-01-01", f"20{y}-01-08", placement_type="T3") for y in (17, 18, 20)))),
    ("ssda903-440-441", {"child": born("2016-02-04"), **one("review", participation="PN1")}, {"child": born("2016-02-03"), **one("review", participation="PN1")}),
    ("ssda903-440-441", {"child": born("2016-02-03"), **one("review", participation="PN0")}, {"child": born("2016-02-04"), **one("review", participation="PN0")}),
    ("ssda903-1003", care(ep("2020-01-02"), status=ADOPTION), care(ep("2020-01-01"), status=ADOPTION)),
    ("ssda903-551", care(ep("2020-01-01", placement_type="A4")), care(ep("2020-01-01", placement_type="A4"), status=ADOPTION)),
    ("ssda903-552", care(ep("2019-12-31", placement_type="A4"), status=ADOPTION), care(ep("2020-01-01", placement_type="A4"), status=ADOPTION)),
    ("ssda903-553", {"legal": [legal("2020-01-01", "", "E1")]}, {"legal": [legal("2020-01-01", "", "E1")], "status": ADOPTION}),
    ("ssda903-554", {"legal": [legal("2019-12-31", "", "E1")], "status": ADOPTION}, {"legal": [legal("2020-01-01", "", "E1")], "status": ADOPTION}),
    ("ssda903-557", care(ep("2019-01-01", "2020-02-01", "E4A"), status=ADOPTION), care(ep("2019-01-01", "2020-02-01", "E11"), status=ADOPTION)),
    ("ssda903-558", care(ep("2019-01-01", "2020-06-01", "E11"), status=[row("2020-01-01", "2020-02-01", kind=PLACED, end_reason="needs changed")]),
     care(ep("2019-01-01", "2020-06-01", "E11"), status=[row("2020-01-01", "2020-06-01", kind=PLACED, end_reason="adopted")])),
    ("ssda903-523", {"status": ADOPTION, **one("decision", "2020-01-02", kind="adoption decision")}, {"status": ADOPTION, **one("decision", "2020-01-01", kind="adoption decision")}),
    ("ssda903-333", {"decision": [row("2020-01-02", kind="adoption decision"), row("2020-01-01", kind="match with adopters")]},
     {"decision": [row("2020-01-02", kind="adoption decision"), row("2020-01-02", kind="match with adopters")]}),
    ("ssda903-582", care(ep("2019-01-01", "2020-02-01", "E11"), decision=[row("2020-02-01", kind="match with adopters")]),
     care(ep("2019-01-01", "2020-02-01", "E11"), decision=[row("2020-01-31", kind="match with adopters")])),
    ("ssda903-577", care(ep("2019-01-01", "2020-02-01", "E8"), missing=[row("2020-01-31")]), care(ep("2019-01-01", "2020-02-01", "E8"), missing=[row("2020-01-31", "2020-02-01")])),
    ("ssda903-578", care(ep("2019-01-01", "2020-02-01", "E8"), missing=[row("2020-02-02")]), care(ep("2019-01-01", "2020-02-01", "E8"), missing=[row("2020-02-01")])),
    ("ssda903-581", care(ep("2020-02-01"), missing=[row("2020-01-31")]), care(ep("2020-02-01"), missing=[row("2020-02-01")])),
    ("ssda903-580", care(ep("2019-01-01", "2020-02-01", "E4A"), missing=[row("2020-01-01", "2020-02-01")]), care(ep("2019-01-01", "2020-02-01", "E8"), missing=[row("2020-01-01", "2020-02-01")])),
    ("ssda903-575", care(ep("2019-01-01", "2020-02-01"), ep("2020-02-01", change="P"), missing=[row("2020-01-31")]), care(ep("2019-01-01", "2020-02-01"), ep("2020-02-01", change="P"), missing=[row("2020-02-01")])),
    ("ssda903-304", {"child": born("2002-01-01"), "status": [row("2019-01-01", "2020-01-02", kind=UASC)]}, {"child": born("2002-01-01"), "status": [row("2019-01-01", "2020-01-01", kind=UASC)]}),
    ("ssda903-sw01", care(ep("2020-01-01"), involvement=[row("2020-01-01", "2020-06-01", worker_id="w")]), care(ep("2020-01-01"), involvement=[row("2020-01-01", worker_id="w")])),
    ("open-then-gone", care(gone("2019-03-01")), care(*versions(row("2019-03-01"), row("2019-03-01", "2019-06-01")))),
    ("open-then-gone", {"missing": [gone("2019-03-01")]}, {"missing": [gone("2019-05-01")]}),
    ("open-then-gone", {"status": [gone("2019-03-01", kind=UASC)]}, {"status": [gone("2019-03-01", kind="looked after")]}),
    *(("open-then-changed", {table: versions(row("2019-03-01", **{column: "A1"}), row("2019-03-01", **{column: "B2"}))},
       {table: versions(row("2019-03-01"), row("2019-03-01", **{column: "B2"}))})
      for table, column in (("placement", "change"), ("legal", "legal_status"), ("legal", "category_of_need"), ("placement", "placement_type"),
                            ("placement", "provider"), ("placement", "setting_id"), ("involvement", "worker_id"))),
    ("open-then-changed", care(*versions(row("2019-03-01", placement_type="U4"), row("2019-03-01", placement_type="K2"))),
     care(*versions(row("2019-03-01", "2019-03-05", placement_type="U4"), row("2019-03-01", "2019-03-05", placement_type="K2")))),
    ("end-taken-back", {"status": versions(row("2018-03-01", "2019-03-01", kind=UASC), row("2018-03-01", kind=UASC))},
     {"status": versions(row("2018-03-01", kind=UASC), row("2018-03-01", "2020-03-01", kind=UASC))}),
    ("end-taken-back", {"status": versions(row("2018-03-01", "2019-03-01", kind=PLACED), row("2018-03-01", kind=PLACED))},
     {"status": versions(row("2018-03-01", "2019-06-01", kind=PLACED), row("2018-03-01", kind=PLACED))}),
    ("late-start", care(row("2019-01-01", recorded_at="2000-01-05"), row("2020-01-01", recorded_at="2020-04-01", entity_id="@late")),
     care(row("2019-01-01", recorded_at="2000-01-05"), row("2020-04-01", recorded_at="2020-04-01"))),
    ("late-start", care(row("2019-01-01", recorded_at="2000-01-05"), status=[row("2020-01-01", recorded_at="2020-04-01", kind=UASC)]),
     care(row("2020-05-01", recorded_at="2020-05-05"), status=[row("2020-01-01", recorded_at="2020-04-01", kind=UASC)])),
    ("said-otherwise-before", {"child": versions(row(sex="male"), row(sex="female"))}, {"child": versions(row(sex="unknown"), row(sex="female"))}),
    ("said-otherwise-before", {"child": versions(row(born_on="2018-01-01"), row(born_on="2018-01-02"))}, {"child": versions(row(born_on="2019-05-01"), row(born_on="2019-05-11"))}),
    ("said-otherwise-before", {"child": versions(row(ethnicity="WBRI"), row(ethnicity="WIRI"))}, {"child": versions(row(), row(ethnicity="WIRI"))}),
    ("cin-before-referral", {**one("referral"), **one("assessment", "2020-02-02", kind=S47)}, {**one("referral"), **one("assessment", "2020-02-03", kind=S47)}),
    ("cin-before-referral", {**one("referral"), **one("meeting", "2020-02-02", kind=ICPC)}, {**one("referral"), **one("meeting", "2020-02-02", kind="strategy discussion")}),
    ("cin-before-referral", {**one("referral"), **one("plan", "2020-02-02", kind=CPP)}, {"referral": [row("2019-01-01"), row("2020-03-01")], **one("plan", "2020-02-02", kind=CPP)}),
    ("cin-4016", {"plan": [row("2020-01-01", "2020-02-04", kind=CINP), row("2020-02-03", kind=CPP)]}, {"plan": [row("2020-01-01", "2020-02-03", kind=CINP), row("2020-02-03", kind=CPP)]}),
    ("cin-8840", {"plan": [row("2020-01-01", "2020-01-01", kind=CPP)]}, {"plan": [row("2020-01-01", "2020-01-02", kind=CPP)]}),
    ("cin-4012q", {"plan": [row("2020-01-01", "2020-01-01", kind=CINP)]}, {"plan": [row("2020-01-01", "2020-01-02", kind=CINP)]}),
    ("cin-2885", {**one("meeting", "2020-02-03", kind=ICPC), **one("plan", "2020-02-04", kind=CPP)}, {**one("meeting", "2020-02-03", kind=ICPC), **one("plan", "2020-02-03", kind=CPP)}),
    ("cin-8841", {**one("plan", kind=CPP), **one("review", "2020-02-03", kind=CPR)}, {**one("plan", kind=CPP), **one("review", "2020-02-04", kind=CPR)}),
    ("cin-8867", {"case": [row("2020-01-01", "2020-03-01")], **one("assessment", kind="assessment")}, {"case": [row("2020-01-01", "2020-03-01"), row("2020-04-01")], **one("assessment", kind="assessment")}),
    ("cin-8868", {"case": [row("2020-01-01", "2020-03-01")], **one("assessment", kind=S47)}, {"case": [row("2020-01-01", "2020-03-01")], **one("assessment", kind=S47, outcome="no conference needed")}),
    ("cin-8614", one("assessment", factors="3A"), one("assessment", ended_on="2020-03-01", factors="3A")),
    ("cin-8831", {**one("referral", "2020-02-01", outcome="no further action"), **one("assessment")}, {"referral": [row("2020-02-01", outcome="no further action"), row(outcome="accepted")], **one("assessment")}),
    ("cin-2991q", one("assessment", kind=S47), {"assessment": [row(kind=S47), row(kind="assessment")]}),
    ("cin-8875", one("meeting", "2020-02-01", kind=ICPC), one("meeting", "2020-02-03", kind=ICPC)),
    ("cin-4003", {**one("plan", "2020-01-01", kind=CINP), **one("review", kind=CPR)}, {"plan": [row("2019-01-01", "2020-02-03", kind=CPP), row("2020-02-03", kind=CINP)], **one("review", kind=CPR)}),
    ("cin-8825q", {"case": [row("2020-01-01", "2020-02-01", end_reason="RC8")]}, {"case": [row("2020-01-01", "2020-02-01", end_reason="RC8")], **one("assessment")}),
]  # fmt: skip
