"""The commands of a blind review: make it, lock answers, find changes, make later stages in their order, tell what came of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.commands.pseudonyms import KeyOption, telling_of_a_new_key, use_key
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError

if TYPE_CHECKING:
    import pandas as pd

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
    record: Annotated[Path, typer.Argument(metavar="RECORD", help="The folder of the record.")],
    to: Annotated[Path, typer.Option(help="The new folder of the review.")],
    decisions: Annotated[
        Path | None, typer.Option(help="A CSV file with decision_id, or the views of decisions; or else say how many are drawn.")
    ] = None,
    went_badly: Annotated[int, typer.Option(help="How many decisions to draw that went badly, by the outcome.")] = 0,
    went_well: Annotated[int, typer.Option(help="How many to draw that went well.")] = 0,
    drawn: Annotated[int, typer.Option(help="How many to draw however they went.")] = 0,
    raters: Annotated[int, typer.Option(help="How many people rate, each on their own.")] = 6,
    comparisons: Annotated[int | None, typer.Option(help="Comparison decisions for each; as in the settings if left out.")] = None,
    share: Annotated[
        float | None, typer.Option(help="Share of a pack's raters who rate it again without the ending; a half if left out.")
    ] = None,
    dimensions: Annotated[
        str, typer.Option(help="What makes other children's records alike, the weightiest first, with commas.")
    ] = "age_years, placement_kind",
    outcome: Annotated[str, typer.Option(help="The outcome in which comparison decisions went otherwise.")] = "incident",
    local_case: Annotated[
        str, typer.Option(metavar="REASON", help="Why a case that raters may know (a child died, it was in the news) is used.")
    ] = "",
    known_locally: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV file with case_id: cases that raters may know, which are not drawn.")
    ] = None,
    in_turn: Annotated[
        bool, typer.Option("--in-turn", help="Allow two decisions of one family, handed out one after the other.")
    ] = False,
    holder: Annotated[str, typer.Option(help="Whose knowledge packs show: agency or decider.")] = "agency",
    within_days: Annotated[
        int, typer.Option(help="So many days after a decision its own words may have been written; 0: that day.")
    ] = 0,
    same_day: Annotated[
        bool, typer.Option("--same-day", help="Show on page 2 what was recorded of the decision's own day, order unknown.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Draws comparisons, the order of packs, and who sees endings.")] = 1,
    settings: Annotated[
        Path | None, typer.Option(help="Your agency's settings (TOML), with its route for urgent concerns.")
    ] = None,
    key: KeyOption = None,
) -> None:
    """Make a review: packs, forms and its plan.

    With the coordinator's lists; the plan is the first thing that is locked.
    """
    from toolkit.record import open_record
    from toolkit.report.reviewing import in_turn_of, new_review
    from toolkit.report.reviewing_wanted import Wanted
    from toolkit.review.choosing import leaning
    from toolkit.review.settings import read_settings

    use_key(key)
    opened = open_record(record)
    asked = _decisions(decisions, opened) if decisions else None
    wanted = Wanted(
        raters=raters, seed=seed, comparisons=comparisons, again_share=share, dimensions=dimensions, holder=holder,
        outcome=outcome, local_case=local_case, known_locally=known_locally or "", in_turn=in_turn, within_days=within_days,
        same_day=same_day, went_badly=went_badly, went_well=went_well, drawn=drawn,
    )  # fmt: skip
    own = read_settings(settings)
    with telling_of_a_new_key():
        made = new_review(record, asked, to, wanted, own)
    say(f"{count(len(made.packs), 'pack')} for {count(len(made.raters), 'rater')} in {shown(to / 'packs')}.")
    for line in leaning(made.key.values(), outcome):
        say(line)
    for packs in in_turn_of(made):
        say(f"Of one family: {packs}. Hand the later pack to a rater only when the earlier is locked.")
    if not own.urgent_route:
        say(
            "Your agency's own route for urgent concerns is not on them: write it into a settings file and name it with --settings."
        )
    _note(made.chain[-1].hash)
    next_step(
        f"give each rater the packs and a code (R1 …), put what they save into {shown(to / 'in')}, and run "
        f"casereview review lock {shown(to)}. Keep {shown(to / 'coordinator')} to yourself."
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
    from toolkit.review.folder import open_review, problems_of

    if found := problems_of(folder, last):
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
    from toolkit.review.stages import is_done, next_steps

    review = open_review(folder)
    for line in next_steps(review, rater):
        say(line)
    if is_done(review, rater):
        next_step(f"casereview review results {shown(folder)} --to results.csv writes what came of it, once all raters are there.")
    else:
        next_step("make what is ready: casereview review widen, reveal, again, opposite or reference.")


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
    for one in [r.strip() for r in rater.split(",")]:
        pages = make_stage(folder, one, stage, pack, record)
        say(f"{count(len(pages), 'page')} for {one} alone:")
        for page in pages:
            say(f"  {shown(page)}")
    next_step(
        f"give them to {rater} and to nobody else; then lock what comes back with casereview review lock {shown(folder)}."
        if stage != "reference"
        else f"give them to {rater}; nothing comes back from this stage."
    )


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
