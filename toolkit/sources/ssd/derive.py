"""What follows from the tables together: placements of episodes, periods of care, factors of assessments, who is a child."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from toolkit.record.write import entity_id
from toolkit.sources.cells import parse_moments
from toolkit.sources.snapshot.adoptions import Ending, ends_identity
from toolkit.sources.snapshot.layout import own_limit
from toolkit.sources.snapshot.memory import Memory

if TYPE_CHECKING:
    import pandas as pd

PERIODS = "periods of care"
_CONTINUES = "X1"
_TEAMS = {
    "ssd_cin_episodes": "cine_referral_team",
    "ssd_cin_assessments": "cina_assessment_team",
    "ssd_s47_enquiry": "s47e_s47_completed_by_team",
    "ssd_involvements": "invo_professional_team",
}
Frames = dict[str, "pd.DataFrame"]


def ready(checked: Mapping[str, pd.DataFrame], memory: Memory, taken_on: date) -> Frames:
    """Return the rows of the tables with the columns that follow from others, and the periods of care as a table."""
    found = dict(checked)
    _name_teams(found)
    steps = {
        "ssd_cin_episodes": _referrals,
        "ssd_cin_assessments": lambda rows: _assessments(rows, found.get("ssd_assessment_factors")),
        "ssd_s47_enquiry": lambda rows: rows.assign(outcome=_else(rows["s47e_s47_nfa"], rows["s47e_s47_outcome_json"])),
        "ssd_cla_episodes": lambda rows: _episodes(rows, found.get("ssd_cla_placement")),
        "ssd_cla_reviews": lambda rows: _reviews(rows, checked.get("ssd_cla_episodes")),
        "ssd_cla_health": _health,
        "ssd_cla_immunisations": _immunisations,
        "ssd_cla_previous_permanence": _permanence_before,
        "ssd_permanence": _permanence,
        "ssd_sdq_scores": _scores,
        "ssd_care_leavers": lambda rows: _leavers(rows, memory, taken_on),
        "ssd_mother": _mothers,
    }
    made = {name: steps[name](rows) if name in steps else rows for name, rows in found.items()}
    if "ssd_cla_episodes" in checked:
        made[PERIODS] = _periods(checked["ssd_cla_episodes"])
    return made


def _name_teams(found: Frames) -> None:
    if "ssd_department" not in found:
        return
    rows = found["ssd_department"]
    names = {i: n for i, n in zip(rows["dept_team_id"], rows["dept_team_name"], strict=True) if n}
    for table, column in _TEAMS.items():
        if table in found:
            teams = found[table][column]
            found[table] = found[table].assign(**{column: _looked_up(teams, {**{t: t for t in teams}, **names})})


def _looked_up(cells: pd.Series, named: Mapping[str, str]) -> pd.Series:
    import pandas as pd

    return pd.Series([named.get(cell, "") for cell in cells], index=cells.index, dtype="str")


_LINKS = {
    "ssd_cla_placement": ("clap_cla_placement_id", "ssd_cla_episodes", "clae_cla_placement_id", "no episode of care names it"),
    "ssd_assessment_factors": ("cinf_assessment_id", "ssd_cin_assessments", "cina_assessment_id", "their assessment is not there"),
}


def unlinked(checked: Mapping[str, pd.DataFrame]) -> dict[str, tuple[int, str]]:
    """Return the rows that say nothing because the row they hang on is not there: by table, how many and why."""
    found = {}
    for table, (column, other, key, why) in _LINKS.items():
        if table in checked:
            known = set(checked[other][key]) if other in checked else set()
            lost = sum(cell not in known for cell in checked[table][column])
            found |= {table: (lost, why)} if lost else {}
    return found


def _else(one: pd.Series, other: pd.Series) -> pd.Series:
    """A flag's words, and where the flag says yes or nothing more, what the JSON sets."""
    return other.where((other.fillna("") != "") & (one != "no further action"), one).astype("str")


def _referrals(rows: pd.DataFrame) -> pd.DataFrame:
    opened = (rows["cine_referral_nfa"] != "no further action").map({True: "yes", False: ""})
    return rows.assign(opened=opened.astype("str"))


def _assessments(rows: pd.DataFrame, factors: pd.DataFrame | None) -> pd.DataFrame:
    named = {} if factors is None else _joined(factors, "cinf_assessment_id", "cinf_assessment_factors_json")
    outcome = _else(rows["cina_assessment_outcome_nfa"], rows["cina_assessment_outcome_json"])
    return rows.assign(factors=_looked_up(rows["cina_assessment_id"], named), outcome=outcome)


def _joined(rows: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    """All words of a column, once each, by a key."""
    said: dict[str, set[str]] = {}
    for one, words in zip(rows[key], rows[value].fillna(""), strict=True):
        said.setdefault(one, set()).update(words.split())
    return {one: " ".join(sorted(words)) for one, words in said.items()}


def _episodes(rows: pd.DataFrame, placements: pd.DataFrame | None) -> pd.DataFrame:
    import pandas as pd

    names = ["clap_cla_placement_type", "clap_cla_placement_provider", "clap_cla_placement_urn", "clap_cla_placement_change_reason"]
    names.append("clap_cla_placement_distance")
    rows = rows.assign(
        clae_cla_episode_ceased_reason=rows["clae_cla_episode_ceased_reason"].where(
            rows["clae_cla_episode_ceased_reason"].str.fullmatch(r"[EX]\d+[AB]?"), ""
        )
    )
    if placements is None:
        return rows.assign(**{n: pd.Series(None, index=rows.index, dtype="float64" if "distance" in n else "str") for n in names})
    one = placements.drop_duplicates("clap_cla_placement_id").set_index("clap_cla_placement_id")[names]
    return rows.join(one, on="clae_cla_placement_id")


def _periods(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a period of care: from its first day to the day on which its last episode ceased."""
    period = rows["clae_cla_id"].where(rows["clae_cla_id"].fillna("") != "", rows["clae_entered_care_date"].astype("str"))
    ordered = rows.assign(period=period).sort_values(["clae_person_id", "period", "clae_cla_episode_start_date", "row"])
    groups = ordered.groupby(["clae_person_id", "period"], sort=True)
    last = groups.tail(1).set_index(["clae_person_id", "period"])
    first = groups.head(1).set_index(["clae_person_id", "period"])
    reason = last["clae_cla_episode_ceased_reason"].fillna("")
    made = first[["file", "row"]].assign(
        began=first["clae_cla_episode_start_date"],
        ceased=last["clae_cla_episode_ceased_date"].where(reason != _CONTINUES),
        reason=reason.where(reason != _CONTINUES, ""),
        need=first["clae_cla_primary_need_code"],
    )
    return made.reset_index()


def _reviews(rows: pd.DataFrame, episodes: pd.DataFrame | None) -> pd.DataFrame:
    child = {} if episodes is None else dict(zip(episodes["clae_cla_id"], episodes["clae_person_id"], strict=True))
    off = rows["clar_cla_review_cancelled"].fillna(False)
    return rows.assign(
        person=_looked_up(rows["clar_cla_id"], child),
        held=rows["clar_cla_review_date"].mask(off),
        due=rows["clar_cla_review_due_date"].mask(off),
        cancelled=off.map({True: "cancelled", False: ""}).astype("str"),
    )


def _health(rows: pd.DataFrame) -> pd.DataFrame:
    status = rows["clah_health_check_status"].fillna("")
    done = status.isin(["", "completed"])
    kind = rows["clah_health_check_type"].fillna("").str.lower()
    return rows.assign(
        kind=kind.where(kind != "", "health check"),
        answer=done.map({True: "completed", False: ""}).astype("str"),
        **{"not done": status.where(~done & (status != "planned"), "").astype("str")},
    )


def _immunisations(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(answer=rows["clai_immunisations_status"].map({True: "yes", False: "no"}).astype("str"))


def _permanence_before(rows: pd.DataFrame) -> pd.DataFrame:
    """The day of an earlier order: `zz/05/2015` is known to the month, `zz/zz/2015` to the year."""
    import pandas as pd

    said = [_partly(cell) for cell in rows["lapp_previous_permanence_order_date"].fillna("")]
    cells = pd.Series([text for text, _ in said], index=rows.index, dtype="str")
    day = parse_moments(cells, "d/m/y").value.fillna(parse_moments(cells, "iso").value).dt.normalize()
    precision = pd.Series([p for _, p in said], index=rows.index, dtype="str")
    return rows.assign(day=day, precision=precision.where(day.notna(), "unknown"))


def _partly(cell: str) -> tuple[str, str]:
    """A cell with the first month or day in the place of what is not known, and how exactly it is told."""
    day, _, rest = cell.lower().partition("/")
    month, _, year = rest.partition("/")
    precision = "day" if day != "zz" else "month" if month != "zz" else "year"
    return f"{'01' if day == 'zz' else day}/{'01' if month == 'zz' else month}/{year}" if rest else cell, precision


def _permanence(rows: pd.DataFrame) -> pd.DataFrame:
    placed, undone = rows["perm_placed_for_adoption_date"], rows["perm_decision_reversed_date"]
    order = rows["perm_permanence_order_date"].where(rows["perm_permanence_order_type"] == "adoption")
    end = order.where(order >= placed).fillna(undone.where(undone >= placed))
    reason = order.notna().map({True: "adopted", False: "no longer to be placed"}).where(end.notna(), "")
    return rows.assign(**{"adoption ended": end, "adoption end reason": reason.astype("str")})


def _scores(rows: pd.DataFrame) -> pd.DataFrame:
    score = rows["csdq_sdq_score"]
    return rows.assign(score=score.where((score >= 0) & (score <= 40)))


def _leavers(rows: pd.DataFrame, memory: Memory, taken_on: date) -> pd.DataFrame:
    import pandas as pd

    for child in rows["clea_person_id"]:
        memory.listed.setdefault(("care leaver", child), pd.Timestamp(taken_on))
    days = [memory.listed["care leaver", child] for child in rows["clea_person_id"]]
    return rows.assign(**{"first listed": pd.Series(days, index=rows.index, dtype="datetime64[us]")})


def _mothers(rows: pd.DataFrame) -> pd.DataFrame:
    pairs = zip(rows["moth_childs_person_id"], rows["moth_person_id"], strict=True)
    return rows.assign(**{"mother entity": [entity_id("pe", "mother", *pair) for pair in pairs]})


def endings() -> dict[str, Ending]:
    """Return where an extract tells of an adoption."""
    return {
        "ssd_permanence": Ending("perm_person_id", "perm_permanence_order_date", "perm_permanence_order_type", ("adoption",)),
        PERIODS: Ending("clae_person_id", "ceased", "reason", ends_identity("placement")),
        "ssd_cin_episodes": Ending("cine_person_id", "cine_close_date", "cine_close_reason", ends_identity("case")),
    }


def children(found: Mapping[str, pd.DataFrame], listed: set[str]) -> tuple[pd.DataFrame, int]:
    """Return what an extract says of each child, and how many persons no table speaks of as a child.

    Args:
        found: the tables.
        listed: the children of whom a table speaks.
    """
    import pandas as pd

    columns = ["case_id", "sex", "ethnicity", "born_on", "died_on", "disability", "family_id", "file", "row"]
    if "ssd_person" not in found:
        return pd.DataFrame(columns=columns), 0
    rows = found["ssd_person"]
    disability = _joined(found["ssd_disability"], "disa_person_id", "disa_disability_code") if "ssd_disability" in found else {}
    family = (
        dict(zip(found["ssd_family"]["fami_person_id"], found["ssd_family"]["fami_family_id"], strict=True))
        if ("ssd_family" in found)
        else {}
    )
    person = rows["pers_person_id"]
    whole = rows.assign(
        case_id=person,
        sex=rows["pers_sex"],
        ethnicity=rows["pers_ethnicity"],
        born_on=rows["pers_dob"].fillna(rows["pers_expected_dob"]),
        died_on=rows["pers_death_date"],
        disability=_looked_up(person, disability),
        family_id=_looked_up(person, family),
    )
    kept = whole[person.isin(sorted(listed))]
    return kept[columns].sort_values(["case_id", "row"]).drop_duplicates("case_id"), int((~person.isin(sorted(listed))).sum())


def staff(rows: pd.DataFrame, memory: Memory, taken_on: date) -> pd.DataFrame:
    """Return the posts as an extract shows them: since when is not said, only that they were held on the first day shown."""
    import pandas as pd

    for worker in rows["prof_professional_id"]:
        memory.listed.setdefault(("staff", worker), pd.Timestamp(taken_on))
    since = pd.Series([memory.listed["staff", w] for w in rows["prof_professional_id"]], index=rows.index, dtype="datetime64[us]")
    fte = rows["prof_full_time_equivalency"]
    made = pd.DataFrame(
        {
            "entity_id": [entity_id("sf", w) for w in rows["prof_professional_id"]],
            "worker_id": rows["prof_professional_id"],
            "stage": 1,
            "occurred_on": since,
            "known_from": since,
            "ahead": pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"),
            "role": rows["prof_professional_job_title"],
            "team": rows["prof_professional_department"],
            "fte": fte.where((fte > 0) & (fte <= own_limit("ssd", "highest_fte"))),
            "agency_worker": rows["prof_agency_worker_flag"],
            "file": rows["file"],
            "row": rows["row"],
        }
    )
    return made.drop_duplicates("entity_id")
