"""The commands of a blind review: make it, lock answers, find changes, make later stages in their order, tell what came of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands import review_options as asked
from toolkit.commands.measures import RecordFolder
from toolkit.commands.pseudonyms import KeyOption, telling_of_a_new_key, use_key
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, Checks

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.review.wanted import Wanted

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="The review's folder.")]
Rater = Annotated[str, typer.Option(metavar="R1", help="The rater's code.")]
Raters = Annotated[str, typer.Option("--rater", metavar="R1", help="The rater's code, or several with commas between them.")]
OnePack = Annotated[str, typer.Option("--pack", metavar="P01", help="One pack; all of the rater's that are so far where left out.")]
RecordOption = Annotated[Path | None, typer.Option("--record", help="Where the record is now, if it was moved.")]

group = typer.Typer(
    name="review",
    help="Judge decisions blind, lock, then see the endings.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add(app: typer.Typer) -> None:
    """Add this group to the command line."""
    app.add_typer(group)


@group.command()
def new(
    record: RecordFolder,
    to: Annotated[Path, typer.Option(help="The new folder of the review.")],
    decisions: asked.Decisions = None,
    went_badly: asked.WentBadly = 0,
    went_well: asked.WentWell = 0,
    drawn: asked.HowMany = 0,
    raters: asked.HowManyRate = 6,
    comparisons: asked.Comparisons = None,
    share: asked.Share = None,
    dimensions: asked.Dimensions = "age_years, placement_kind",
    outcome: asked.Outcome = "incident",
    local_case: asked.LocalCase = "",
    known_locally: asked.KnownLocally = None,
    in_turn: asked.InTurn = False,
    holder: asked.Holder = "agency",
    within_days: asked.WithinDays = 0,
    same_day: asked.SameDay = False,
    seed: asked.Seed = 1,
    settings: asked.OwnSettings = None,
    key: KeyOption = None,
) -> None:
    """Make a review: packs, forms and its plan.

    With the coordinator's lists; the plan is the first thing that is locked.
    """
    from toolkit.review.wanted import Wanted

    use_key(key)
    wanted = Wanted(
        raters=raters, seed=seed, comparisons=comparisons, again_share=share, dimensions=dimensions, holder=holder,
        outcome=outcome, local_case=local_case, known_locally=known_locally or "", in_turn=in_turn, within_days=within_days,
        same_day=same_day, went_badly=went_badly, went_well=went_well, drawn=drawn,
    )  # fmt: skip
    _make_new(record, to, decisions, wanted, settings)


def _make_new(record: Path, to: Path, decisions: Path | None, wanted: Wanted, settings: Path | None) -> None:
    from toolkit.record import open_record
    from toolkit.report.reviewing import new_review, plan_of, told_to_coordinator
    from toolkit.review.settings import read_settings

    checks = Checks("The review cannot be made")
    own, opened = checks.make(read_settings, settings), checks.make(open_record, record)
    checks.make(plan_of, wanted, own or read_settings(), bool(decisions), to)
    named = checks.make(_decisions, decisions, opened) if decisions and opened else None
    checks.tell()
    assert own
    with telling_of_a_new_key():
        made = new_review(record, named, to, wanted, own)
    say(f"{count(len(made.packs), 'pack')} for {count(len(made.raters), 'rater')} in {shown(to)}.")
    for line in told_to_coordinator(made):
        say(line)
    if not own.urgent_route:
        say(
            "Your agency's own route for urgent concerns is not on them: write it into a settings file and name it with --settings."
        )
    _note(made.chain[-1].hash)
    next_step(
        f"give each rater a code (R1 …) and what lies in {shown(to / 'packs')}, put what they save into {shown(to / 'in')}, and "
        f"run casereview review lock {shown(to)}. Keep {shown(to / 'coordinator')} to yourself."
    )


@group.command()
def lock(
    folder: Folder,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE…", help="Saved answers; all in the folder's in/ if none.")
    ] = None,
) -> None:
    """Lock saved answers, all or none. What is locked stays.

    An immediate concern is kept for the coordinator first, whatever else is wrong, and leaves that rating out of the analysis.
    """
    from toolkit.report.reviewing import forms_of
    from toolkit.review.taking import take_in

    review, taken = take_in(folder, files or [], forms_of)
    for name in taken.concerns:
        say(f"IMMEDIATE CONCERN kept: {shown(folder / 'coordinator' / 'concerns' / name)}")
    for line in taken.first:
        say(f"  {line}")
    ratings = [e for e in taken.locked if e.kind == "rating"]
    say(f"{count(len(ratings), 'rating')} locked" + (f"; {len(taken.known)} were locked before." if taken.known else "."))
    if taken.locked:
        _note(taken.locked[-1].hash)
    next_step(f"casereview review next {shown(review.folder)} --rater R1 says what may be made now.")


@group.command()
def addendum(
    folder: Folder,
    entry: Annotated[int, typer.Option(help="The number of the entry that it is about.")],
    words: Annotated[str, typer.Option(help="What is to be added; what is locked stays.")],
) -> None:
    """Add words to something that is locked.

    Nothing that is locked is changed.
    """
    from toolkit.review.taking import add_words

    added = add_words(folder, entry, words)
    say(f"Entry {added.number} is an addendum to entry {entry}.")
    _note(added.hash)
    next_step(f"casereview review verify {shown(folder)} finds any change.")


@group.command()
def verify(
    folder: Folder,
    last: Annotated[str, typer.Option(help="A hash that was noted down when something was locked.")] = "",
) -> None:
    """Find any change to what was locked.

    A byte, a file, the plan, an entry that is gone.
    """
    from toolkit.review.changes import problems_of
    from toolkit.review.folder import open_review

    if found := problems_of(folder, _noted(last)):
        raise CaseReviewError("This review is not as it was locked", found, "Go back to a copy that verifies, and ask who had it.")
    review = open_review(folder)
    say(
        f"{count(len(review.chain), 'entry', 'entries')}; every byte is as it was locked. The last hash is {review.chain[-1].hash}."
    )
    next_step(
        "compare that hash with the one you noted elsewhere (--last HASH): whoever has this whole folder could have made another."
    )


@group.command("next")
def next_(folder: Folder, rater: Rater) -> None:
    """Say what a rater may do next with each pack."""
    from toolkit.review.folder import open_review
    from toolkit.review.stages import is_done, next_steps, ready

    review = open_review(folder)
    for line in next_steps(review, rater):
        say(line)
    if is_done(review, rater):
        next_step(f"casereview review results {shown(folder)} --to results.csv writes what came of it, once all raters are there.")
    elif stages := ready(review, rater):
        next_step(f"casereview review {stages[0]} {shown(folder)} --rater {rater}")
    else:
        next_step(f"put what {rater} saves into {shown(folder / 'in')}, and run casereview review lock {shown(folder)}.")


@group.command()
def blind(folder: Folder, rater: Raters, pack: OnePack = "") -> None:
    """Hand out the packs of the next round.

    Where two decisions are of one family: for a rater who has locked the packs of the round before.
    """
    _make(folder, rater, "blind", pack, None, None)


@group.command()
def widen(folder: Folder, rater: Raters, pack: OnePack = "", record: RecordOption = None, key: KeyOption = None) -> None:
    """Make the pages of what others held.

    For packs that the rater has locked blind.
    """
    _make(folder, rater, "widen", pack, record, key)


@group.command()
def reveal(folder: Folder, rater: Raters, pack: OnePack = "", record: RecordOption = None, key: KeyOption = None) -> None:
    """Make the pages of what came after.

    With the form to rate once more. All of the rater's packs are rated blind before any, and those that were drawn for it
    again without their ending.
    """
    _make(folder, rater, "reveal", pack, record, key)


@group.command()
def again(folder: Folder, rater: Raters, pack: OnePack = "", record: RecordOption = None, key: KeyOption = None) -> None:
    """Make the form to rate again without the ending.

    For packs that were drawn for it.
    """
    _make(folder, rater, "again", pack, record, key)


@group.command()
def opposite(folder: Folder, rater: Raters, pack: OnePack = "", record: RecordOption = None, key: KeyOption = None) -> None:
    """Make the pages that consider the opposite.

    They ask for reasons why it could have gone the other way.
    """
    _make(folder, rater, "opposite", pack, record, key)


@group.command()
def reference(folder: Folder, rater: Raters, pack: OnePack = "", record: RecordOption = None, key: KeyOption = None) -> None:
    """Make the pages of the reference class.

    What followed in other children's records that looked alike, by the locked plan.
    """
    _make(folder, rater, "reference", pack, record, key)


@group.command()
def results(
    folder: Folder, to: Annotated[Path, typer.Option(help="The file to write, .csv or .parquet: one row a measure and group.")]
) -> None:
    """Write what came of the review.

    The shift after the ending, agreement, blinding and forecasts. No rater has a row.
    """
    from toolkit.known.write import check_target, write_results
    from toolkit.review.measured import measured

    check_target(to)
    found = measured(folder)
    write_results(found.rows, to)
    for line in found.said:
        say(line)
    say(f"{count(len(found.rows), 'row')} in {shown(to)}.")
    next_step("read the column status first: rows that say insufficient have counts and no value.")


def _make(folder: Path, rater: str, stage: str, pack: str, record: Path | None, key: Path | None) -> None:
    from toolkit.report.reviewing import make_stage

    use_key(key)
    raters = list(dict.fromkeys(r.strip() for r in rater.split(",") if r.strip())) or [rater]
    checks = Checks("For some raters that stage cannot be made")
    for one in raters:
        pages = checks.make(make_stage, folder, one, stage, pack, record)
        if pages is not None:
            say(f"{count(len(pages), 'page' if stage != 'blind' else 'file')} for {one} alone:")
            for page in pages:
                say(f"  {shown(page)}")
    checks.tell()
    whose = f"give them to {rater} and to nobody else" if len(raters) == 1 else "give each rater their own, and nobody else's"
    next_step(
        f"{whose}; then lock what comes back with casereview review lock {shown(folder)}."
        if stage != "reference"
        else f"{whose}; nothing comes back from this stage."
    )


def _noted(last: str) -> str:
    """The hash that was noted down, in small letters; one that was cut short would look like a chain that was changed."""
    given = last.strip().lower()
    if given and not re.fullmatch("[0-9a-f]{64}", given):
        raise CaseReviewError(
            f"--last is no whole hash: it has {len(given)} characters, and a hash is 64 figures and letters from a to f",
            todo="Give it as it was printed when something was locked.",
        )
    return given


def _note(hash_: str) -> None:
    say(f"Note this down elsewhere, with the date: {hash_}")


def _decisions(file: Path, record: object) -> pd.DataFrame:
    """The views of the decisions in a file: views as they are, or decisions by their number."""
    from toolkit.known import read_views, views
    from toolkit.known.viewfile import text_rows

    refused = f"The decisions in {file.name} cannot be used"
    if not file.is_file():
        raise CaseReviewError(f"There is no file {file.name}", todo="Name a CSV file with a column decision_id.")
    given = text_rows(file, refused)
    if "view_id" in given:
        return read_views(file)
    if "decision_id" not in given:
        raise CaseReviewError(f"{file.name} has no column decision_id", todo="Name a CSV file with a column decision_id.")
    every = views.decisions(record)  # type: ignore[arg-type]
    unknown = [
        f"row {n}: the record has no such decision" for n, d in given["decision_id"].items() if d not in set(every["decision_id"])
    ]
    if unknown:
        raise CaseReviewError(refused, unknown, "Mend these rows.")
    return every[every["decision_id"].isin(given["decision_id"])].reset_index(drop=True)
