"""Tables of the record about the child, the family and the agency's hold on the case."""

from __future__ import annotations

from toolkit.record.columns import CITES, DATE, DECIDED, NUMBER, TEXT, WHOLE, YESNO, Column, Table

CHILD: tuple[Table, ...] = (
    Table(
        "child",
        "who the child is",
        (
            Column("sex", TEXT, "Sex as recorded.", values=("female", "male", "unknown")),
            Column("born_on", DATE, "Date of birth, or the expected one before birth."),
            Column("died_on", DATE, "Date of death."),
            Column("ethnicity", TEXT, "Ethnicity code as recorded."),
            Column("disability", TEXT, "Disability codes as recorded, separated by spaces."),
            Column("family_id", TEXT, "The sibling group; the cluster of every interval."),
        ),
    ),
    Table(
        "person",
        "somebody in the child's life",
        (
            Column("role", TEXT, "Who they are to the child, as a role and never a name."),
            Column("born_on", DATE, "Date of birth where recorded."),
        ),
    ),
    Table(
        "relationship",
        "who was known to be whom to the child, and in the household",
        (
            Column("person_id", TEXT, "The person (entity)."),
            Column("kind", TEXT, "The relationship to the child."),
            Column("in_household", YESNO, "Whether they were known to live with the child."),
            Column("parental_responsibility", YESNO, "Whether they were known to have parental responsibility."),
        ),
        spell=True,
    ),
    Table(
        "case",
        "a spell in which the case was open to the agency",
        (
            Column("team", TEXT, "The team that held it."),
            Column("start_reason", TEXT, "How it came to be open.", values=("referred", "transferred in", "reopened")),
            Column("other_agency", TEXT, "The agency that it came from or went to."),
            Column("end_reason", TEXT, "Why it closed; `transferred out` where another agency took it over."),
        ),
        spell=True,
    ),
    Table(
        "status",
        "a legal or practice status of the child, from referral to leaving care",
        (
            Column(
                "kind",
                TEXT,
                "Which status.",
                values=(
                    "referred",
                    "early help",
                    "assessment",
                    "child in need",
                    "child protection plan",
                    "looked after",
                    "care leaver",
                    "unaccompanied asylum-seeking child",
                    "placed for adoption",
                    "deprivation of liberty order",
                    "earlier permanence",
                ),
            ),
            Column("detail", TEXT, "What kind of it, as a code of its source."),
            Column("end_reason", TEXT, "Why it ended."),
            DECIDED,
        ),
        spell=True,
    ),
    Table(
        "placement",
        "an episode in one placement, under one legal status",
        (
            Column(
                "change",
                TEXT,
                "Why the episode began (the SSDA903 reason for a new episode).",
                values=("S", "L", "P", "T", "B", "U"),
            ),
            Column("placement_type", TEXT, "Type of placement (SSDA903 code)."),
            Column("provider", TEXT, "Who provides it (SSDA903 code)."),
            Column("setting_id", TEXT, "The setting (its registration number where there is one)."),
            Column("carer_id", TEXT, "The carer or household, where recorded."),
            Column("short_break", YESNO, "Whether it is part of an agreed series of short breaks."),
            Column("distance", NUMBER, "From the child's home to the placement.", unit="miles"),
            Column("end_reason", TEXT, "Why the episode ceased (SSDA903 code)."),
            Column("change_reason", TEXT, "Why the placement changed (SSDA903 code, stated on the episode that ceased)."),
            DECIDED,
        ),
        spell=True,
    ),
    Table(
        "legal",
        "the child's legal status",
        (
            Column("legal_status", TEXT, "Legal status (SSDA903 code)."),
            Column("proceedings", TEXT, "The stage of legal proceedings, where they go on."),
            Column("category_of_need", TEXT, "Category of need at the start of the period of care (SSDA903 code)."),
            DECIDED,
        ),
        spell=True,
    ),
    Table(
        "need",
        "a need of the child",
        (
            Column("kind", TEXT, "Which need."),
            Column("severity", WHOLE, "1 lower, 2 middle, 3 high."),
            Column("note", TEXT, "What was written."),
            CITES,
        ),
        spell=True,
    ),
    Table(
        "information",
        "something that came to somebody's knowledge",
        (
            Column("kind", TEXT, "What it is about."),
            Column("significance", TEXT, "Whether it bears on the plan.", values=("significant", "routine")),
            Column("note", TEXT, "What was written."),
        ),
    ),
    Table(
        "incident",
        "something that happened to the child",
        (
            Column("kind", TEXT, "What happened."),
            Column("severity", WHOLE, "1 lower, 2 middle, 3 high."),
            Column("note", TEXT, "What was written."),
        ),
        spell=True,
    ),
    Table(
        "missing",
        "a spell in which the child was missing, or away without authorisation",
        (
            Column("kind", TEXT, "Which of the two.", values=("missing", "away without authorisation")),
            Column("interview_offered", YESNO, "Whether a return interview was offered."),
            Column("interview_accepted", YESNO, "Whether the child took it up."),
            Column("interview_on", DATE, "The day of the return interview."),
            Column("note", TEXT, "What was written."),
        ),
        spell=True,
    ),
    Table(
        "measure",
        "a measurement: of wellbeing or health, of trust, or a place on a scale",
        (
            Column("kind", TEXT, "What was measured; `plan fits the needs` is how well the plan fits the needs."),
            Column("instrument", TEXT, "The instrument or scale."),
            Column("value", NUMBER, "The value, in the instrument's own unit."),
            Column("answer", TEXT, "The answer, where it is no number."),
            Column("lowest", NUMBER, "The lowest value that the scale allows."),
            Column("highest", NUMBER, "The highest value that the scale allows."),
            Column("rater_role", TEXT, "Who rated, as a role."),
            Column("about_id", TEXT, "The need, goal or supervision (entity) that it is about."),
            Column("missing_reason", TEXT, "Why there is no value, where that is recorded."),
        ),
    ),
)
