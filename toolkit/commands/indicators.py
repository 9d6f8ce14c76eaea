"""The command about indicators: listed, searched, explained, begun from a template, and tested for answers that move."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit import paths
from toolkit.commands.words import count, next_step, say, shown
from toolkit.errors import CaseReviewError, nearest

if TYPE_CHECKING:
    from toolkit.known import Indicator
    from toolkit.known.practice import Item

_MOVED = 1
_NAME = r"[a-z][a-z0-9_]*"
_NO_FAMILY = "without a family"


def add(app: typer.Typer) -> None:
    """Add this command to the command line."""
    app.command("indicators")(indicators)


def indicators(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]", help="One indicator to explain in full, or the code of several, such as D15; else all in a line each."
        ),
    ] = "",
    folder: Annotated[
        Path | None,
        typer.Option(
            "--indicators", "--folder", metavar="FOLDER", help="A folder with indicators of your own: .sql and .py files."
        ),
    ] = None,
    search: Annotated[
        str,
        typer.Option(metavar="WORDS", help="Only those with all these words in name, code, question, definition or source."),
    ] = "",
    sql: Annotated[bool, typer.Option("--sql", help="With NAME: show its queries too.")] = False,
    new: Annotated[
        str, typer.Option(metavar="NAME", help="Write a template of an indicator of your own into the folder --to.")
    ] = "",
    python: Annotated[bool, typer.Option("--python", help="With --new: in Python, not SQL.")] = False,
    to: Annotated[Path | None, typer.Option(metavar="FOLDER", help="With --new: the folder for it.")] = None,
    test: Annotated[
        str, typer.Option(metavar="NAME", help="Test whether the answers of an indicator move with what came later, or with order.")
    ] = "",
    record: Annotated[Path | None, typer.Option(help="With --test: the record to test on; else the sample.")] = None,
) -> None:
    """List or explain the drift indicators, or begin or test one.

    --new begins one of your own. --test asks one of records with another future, in another order and with other cases,
    and leaves with 1 where an answer moves.
    """
    _check_together(name, search, sql, new, python, to, test, record)
    if new:
        _begin(new, python, to or Path())
    elif test:
        _test(test, record, folder)
    elif name:
        _explain(name, sql, folder)
    else:
        _list(folder, search)


def _check_together(
    name: str, search: str, sql: bool, new: str, python: bool, to: Path | None, test: str, record: Path | None
) -> None:
    wanted = {"NAME": bool(name), "--search": bool(search), "--new": bool(new), "--test": bool(test)}
    said = [what for what, is_said in wanted.items() if is_said]
    needs = {
        "--sql": (sql, "NAME"),
        "--python": (python, "--new"),
        "--to": (to is not None, "--new"),
        "--record": (record, "--test"),
    }
    problems = [f"{' and '.join(said)} are said at once"] if len(said) > 1 else []
    problems += [f"{what} goes with {other}" for what, (is_said, other) in needs.items() if is_said and not wanted[other]]
    problems += ["--new needs a folder --to"] if new and to is None else []
    if problems:
        raise CaseReviewError("These do not go together", problems, "casereview indicators --help says what goes with what.")


def _list(folder: Path | None, search: str) -> None:
    from toolkit.known.catalogue import every_indicator, families

    every = every_indicator(folder)
    readable, broken = [i for i in every if not i.failure], [i for i in every if i.failure]
    found = [i for i in readable if _holds(i, search)]
    questions = {**families(), "": _NO_FAMILY}
    for family, question in questions.items():
        _say_family(family, question, [i for i in found if i.family == family])
    items = _practice(search) if search else []
    if search and not found and not any(item.indicators for item in items):
        say(f"No indicator holds all of: {search}{nearest(search, [i.name for i in readable])}.")
    if items:
        say("\nin practice:")
    for item in items:
        _say_item(item)
    for one in broken:
        say(f"\nCannot be read: {one.failure}")
    next_step(
        "mend what cannot be read; the others run as they are."
        if broken
        else "casereview indicators NAME explains one; casereview known computes it."
    )


def _say_family(family: str, question: str, members: list[Indicator]) -> None:
    if not members:
        return
    say(f"\n{family}: {question}" if family else f"\n{question}")
    for one in members:
        _say_one(one)


def _practice(search: str) -> list[Item]:
    """What matters in practice, of which all these words are said: a cause, an effect, a remedy, a component."""
    from toolkit.known.practice import practice_map

    return [i for i in practice_map() if all(word in i.item.lower() for word in search.lower().split())]


def _say_item(item: Item) -> None:
    seen = ", ".join(item.indicators) or "no indicator"
    say(f"  {item.item}: {seen}" + (f"\n    not told: {item.reason}" if item.reason else ""))


def _say_one(one: Indicator) -> None:
    say(f"  {one.name:30} {one.code:6} {one.question}")


def _holds(one: Indicator, search: str) -> bool:
    text = " ".join((one.name, one.label, one.code, one.question, one.definition, one.source)).lower()
    return all(word in text for word in search.lower().split())


def _explain(name: str, sql: bool, folder: Path | None) -> None:
    if several := _of_code(name, folder):
        say(f"{name.upper()} is a code, of {count(len(several), 'indicator')}:")
        for one in several:
            _say_one(one)
        if sql:
            say("--sql shows the queries of one indicator: give its name.")
        next_step(f"casereview indicators {several[0].name}{' --sql' if sql else ''} explains one.")
        return
    one = _named(name, folder)
    say(explained(one))
    if sql:
        say(f"\n{one.written}")
    next_step(f"casereview known RECORD --views VIEWS.csv --indicator {one.name} --to FILE.csv computes it.")


def _of_code(code: str, folder: Path | None) -> list[Indicator]:
    """The indicators of a code of the catalogue, such as D15; none where an indicator is called so."""
    from toolkit.known.catalogue import every_indicator

    every = [i for i in every_indicator(folder) if not i.failure]
    return [] if code in {i.name for i in every} else [i for i in every if i.code and i.code.lower() == code.lower()]


def _named(name: str, folder: Path | None) -> Indicator:
    from toolkit.known.catalogue import every_indicator

    found = {i.name: i for i in every_indicator(folder)}
    if name not in found:
        raise CaseReviewError(f"There is no indicator {name}{nearest(name, found)}", todo="casereview indicators lists them all.")
    if found[name].failure:
        raise CaseReviewError(f"The indicator {name} cannot be read", [found[name].failure], "Mend its header.")
    return found[name]


def explained(one: Indicator) -> str:
    """Return an indicator in words, a part a line: what it asks, when it flags, what it takes, what explains it, how it misleads.

    >>> from toolkit.known import catalogue
    >>> explained(catalogue()[0]).startswith("name")
    True
    """
    from toolkit.known.practice import practice_of

    flag = f"{one.flag.rule} {one.flag.threshold:g}: {one.flag.words} ({one.flag.source})" if one.flag else "none"
    notes = dict(one.notes)
    first = {key: notes.pop(key) for key in ("label", "code", "family", "aims at") if key in notes}
    parts = [
        ("name", one.name), *first.items(), ("question", one.question), ("definition", one.definition), ("unit", one.unit),
        ("source", one.source), ("flag", flag), *(("parameter", f"{p.name} = {p.default:g} ({p.source})") for p in one.parameters),
        ("tables", ", ".join(one.tables)), ("also", ", ".join(one.also)), ("reach", one.reach), ("else", one.otherwise),
        *notes.items(),
        ("practice", "; ".join(item.item for item in practice_of(one.name))),
        ("in", "" if one.ours else f"{'Python' if one.python else 'SQL'}, of your own"),
    ]  # fmt: skip
    return "\n".join(f"{name:14} {text}" for name, text in parts if text)


def _begin(name: str, python: bool, to: Path) -> None:
    written = begun(name, python, to)
    say(f"A template that runs as it is: {shown(written)}")
    next_step(f"write your own into it, then casereview indicators --test {name} --indicators {shown(to)}")


def begun(name: str, python: bool, to: Path) -> Path:
    """Write a template of an indicator into a folder, which is made where it is not there, and return its path.

    Raises:
        CaseReviewError: a name that is none, or that an indicator has; a file that is there; a folder that cannot be written.

    >>> import tempfile
    >>> begun("visits_seen", False, Path(tempfile.mkdtemp())).name
    'visits_seen.sql'
    """
    file = to / f"{name}{'.py' if python else '.sql'}"
    _check_new(name, file, to)
    words = (paths.data() / "known" / f"template_{'python' if python else 'sql'}.txt").read_text(encoding="utf-8")
    label = name.replace("_", " ").capitalize()
    try:
        to.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as text:
            text.write(words.replace("{name}", name).replace("{label}", label))
    except OSError as error:
        raise CaseReviewError(
            f"{file} cannot be written ({error.strerror or type(error).__name__})", todo="Name another folder."
        ) from None
    return file


def _check_new(name: str, file: Path, to: Path) -> None:
    from toolkit.known.catalogue import every_indicator

    problems = []
    if not re.fullmatch(_NAME, name):
        problems.append(f"{name!r} is no name: write small letters, digits and underscores, a letter first")
    elif name in {i.name for i in every_indicator(to if to.is_dir() else None)}:
        problems.append(f"there is an indicator {name} already")
    if file.exists():
        problems.append(f"{file.name} is there already")
    if to.exists() and not to.is_dir():
        problems.append(f"{to} is no folder")
    if problems:
        raise CaseReviewError("The template cannot be written", problems, "Choose another name or folder.")


def _test(name: str, record: Path | None, folder: Path | None) -> None:
    from toolkit.contrast.perturbation import perturbed
    from toolkit.record import open_record

    one = _named(name, folder)
    found = perturbed(name, open_record(record or paths.sample_record()), folder)
    views = found.cases * len(found.days)
    say(f"{one.name} asked of {count(found.cases, 'case')} on {' and '.join(found.days)}.")
    if found.failure:
        say(f"  FAILED  {found.failure}")
        _leave("mend it; until then its rows say error.")
    for trial in found.trials:
        say(f"  {'MOVED ' if trial.moved else 'ok    '} {trial.words}")
    if one.reach != "case":
        say(f"  not asked: other cases may move it, as its reach is {one.reach}")
    if not found.with_value:
        say(f"None of its {views} answers has a value here: this says little. Name a record that feeds it with --record.")
    if found.moved:
        _leave("let it look at nothing but the tables that it is given: no clock, no chance, no order of rows, no other view.")
    next_step(f"casereview known RECORD --views VIEWS.csv --indicator {name} --to FILE.csv computes it.")


def _leave(todo: str) -> None:
    next_step(todo)
    raise typer.Exit(_MOVED)
