"""Reading the definition of a form: `form.toml` and `items.csv` in a folder, ours or an agency's own; all that is wrong at once."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest
from toolkit.review.forms.form import CONCERN, LEVELS, Choice, Form, Item, Page, Stop
from toolkit.review.settings import read_settings

NEEDED = ("id", "page", "kind", "question", "source")
COLUMNS = (*NEEDED, "section", "help", "choices", "needed", "when", "level", "counts_in")
_KEYS = {"version": str, "title": str, "intro": list, "gate": bool, "give_to": str, "stop": dict, "pages": list}
_PAGE_KEYS = {"number": int, "title": str, "lead": list, "next": str, "fixed": bool}
_WORDS = {str: "a text", list: "a list", bool: "true or false", dict: "a part of its own", int: "a whole number"}
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
_NO_GRADES = ("NA", "CJ")
_YES = {"yes": True, "no": False, "": True}
_TODO = "Mend the files of the form; data/instruments/rating shows whole ones."


def instruments() -> Path:
    """Return the folder of the project's own forms."""
    return paths.data() / "instruments"


def names() -> tuple[str, ...]:
    """Return the names of the project's own forms.

    >>> "rating" in names()
    True
    """
    return tuple(sorted(p.parent.name for p in instruments().glob("*/form.toml")))


def read_form(name_or_path: str | Path, wording: str | Path | None = None, horizon_days: int | None = None) -> Form:
    """Return a form.

    Args:
        name_or_path: the name of one of the project's own, or the folder of an agency's own.
        wording: a CSV file with the columns `id`, `question`, and where wanted `help` and `source`: an agency's own or licensed
            wording in the place of ours. It makes another form, with another hash.
        horizon_days: the days over which chances are asked; those of the shipped settings where none are given.

    Returns:
        The form. An item whose id holds `{outcome}` stands once for each line of `data/review/standing_outcomes.csv`.

    Raises:
        CaseReviewError: there is none of that name, or everything that is wrong with it at once.

    >>> form = read_form("rating")
    >>> [page.number for page in form.pages], form.by_id["p2"].values
    ([0, 1, 2, 3], ('2', '1', '0', 'NA', 'CJ'))
    >>> [i.id for i in form.items if i.id.startswith("chance_")][0]
    'chance_goals_reached'
    """
    folder = folder_of(name_or_path)
    problems: list[str] = []
    about = _about(folder, problems)
    rows = _expanded(_rows(folder / "items.csv", NEEDED, COLUMNS, problems), horizon_days or read_settings().horizon_days)
    if wording is not None:
        rows = _reworded(rows, Path(wording), problems)
    pages = [p for n, given in enumerate(about.get("pages", []), 1) if (p := _page(n, given, problems))]
    items = [_item(n, row, problems) for n, row in enumerate(rows, 2)]
    problems += _misfits(pages, items, about.get("stop"))
    if problems:
        raise CaseReviewError(f"The form {folder.name} cannot be used", problems, _TODO)
    return _form(folder.name, about, pages, items)


def folder_of(name_or_path: str | Path) -> Path:
    """Return the folder of a form by its name or path; raises CaseReviewError where there is none."""
    given = Path(name_or_path)
    own = instruments() / given.name if str(name_or_path) == given.name else given
    found = next((f for f in (own, given) if (f / "form.toml").is_file()), None)
    if not found:
        todo = f"The project's own are {', '.join(names())}; for your own name the folder that holds form.toml and items.csv."
        raise CaseReviewError(f"There is no form {given.name}{nearest(given.name, names())}", todo=todo)
    return found.resolve()


@cache
def kinds() -> dict[str, tuple[str, tuple[Choice, ...]]]:
    """Return the kinds of question: how each is answered, and the choices that it has of itself.

    >>> kinds()["percent"][0]
    'number'
    """
    found: dict[str, tuple[str, tuple[Choice, ...]]] = {}
    for row in paths.rows("instruments", "kinds"):
        answer, choices = found.get(row["kind"], (row["answer"], ()))
        found[row["kind"]] = (answer, (*choices, Choice(row["value"], row["words"])) if row["value"] else choices)
    return found


@cache
def limit(name: str) -> int:
    """Return one of the limits of `data/instruments/limits.csv`.

    >>> limit("short_characters")
    300
    """
    return {row["name"]: int(row["value"]) for row in paths.rows("instruments", "limits")}[name]


@cache
def standing_outcomes() -> tuple[dict[str, str], ...]:
    """Return the outcomes that every pack asks the chance of: `outcome`, `words`, `kind` (good or bad), `source`.

    >>> sorted({row["kind"] for row in standing_outcomes()})
    ['bad', 'good']
    """
    return paths.rows("review", "standing_outcomes")


def _text(file: Path, problems: list[str]) -> str:
    try:
        if file.stat().st_size > limit("file_bytes"):
            problems.append(f"{file.name}: it is far larger than a form")
            return ""
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(f"{file.name}: it is not text in UTF-8")
        return ""
    except OSError:
        problems.append(f"{file.name}: there is no such file")
        return ""
    if "\0" in text:
        problems.append(f"{file.name}: it holds a NUL, which no text does")
        return ""
    return text


def _about(folder: Path, problems: list[str]) -> dict[str, Any]:
    try:
        found = tomllib.loads(_text(folder / "form.toml", problems))
    except tomllib.TOMLDecodeError as error:
        problems.append(f"form.toml: {error}")
        return {}
    if problems:
        return {}
    problems += [f"form.toml: it has no {key}" for key in ("version", "title", "pages") if key not in found]
    problems += _strange("form.toml", found, _KEYS)
    stop = found.get("stop", {})
    if isinstance(stop, dict) and stop and (set(stop) != {"item", "value", "words"} or not _texts(stop.values())):
        problems.append("form.toml, stop: it must give item, value and words, each a text")
        found.pop("stop")
    return {k: v for k, v in found.items() if k in _KEYS and isinstance(v, _KEYS[k]) and (k != "intro" or _texts(v))}


def _strange(where: str, found: Mapping[str, Any], keys: Mapping[str, type]) -> list[str]:
    """Unknown names and wrong kinds of value."""
    unknown = [f"{where}: there is no setting {k}{nearest(k, keys)}" for k in found if k not in keys]
    known = {k: v for k, v in found.items() if k in keys}
    wrong = [f"{where}: {k} must be {_WORDS[keys[k]]}" for k, v in known.items() if type(v) is not keys[k]]
    lists = [
        f"{where}: {k} must be a list of texts" for k in ("intro", "lead") if isinstance(v := known.get(k), list) and not _texts(v)
    ]
    return unknown + wrong + lists


def _texts(values: Iterable[object]) -> bool:
    return all(isinstance(v, str) for v in values)


def _page(n: int, given: Any, problems: list[str]) -> Page | None:
    where = f"form.toml, page {n} of the list"
    if not isinstance(given, dict):
        problems.append(f"{where}: it must be a part of its own, headed [[pages]]")
        return None
    wrong = _strange(where, given, _PAGE_KEYS) + [f"{where}: it has no {k}" for k in ("number", "title") if k not in given]
    problems += wrong
    return None if wrong else Page(**{**given, "lead": tuple(given.get("lead", ()))})


def _rows(file: Path, needed: Iterable[str], known: Iterable[str], problems: list[str]) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(_text(file, problems), newline=""), strict=True)
        columns, rows = list(reader.fieldnames or []), list(reader)
    except csv.Error as error:
        problems.append(f"{file.name}: {error}")
        return []
    if not columns:
        return []
    problems += [f"{file.name}: it has no column {c}" for c in needed if c not in columns]
    problems += [f"{file.name}: there is no column {c}{nearest(str(c), known)}" for c in columns if c not in set(known)]
    problems += [f"{file.name}, row {n}: it has more cells than headings" for n, row in enumerate(rows, 2) if None in row]
    if len(rows) > limit("items"):
        problems.append(f"{file.name}: {len(rows):,} questions are more than anybody answers; {limit('items')} are the most")
    return [{k: (v or "").strip() for k, v in row.items() if k} for row in rows]


def _expanded(rows: list[dict[str, str]], horizon: int) -> list[dict[str, str]]:
    """The rows, one whose id holds `{outcome}` once for each standing outcome."""
    found = []
    for row in rows:
        for outcome in standing_outcomes() if "{outcome}" in row.get("id", "") else ({},):
            said = {**outcome, "horizon_days": str(horizon)}
            found.append({k: _filled(v, said) for k, v in row.items()} if outcome else row)
    return found


def _filled(text: str, said: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: said.get(m[1], m[0]), text)


def _reworded(rows: list[dict[str, str]], file: Path, problems: list[str]) -> list[dict[str, str]]:
    found: list[str] = []
    own = {row["id"]: row for row in _rows(file, ("id", "question"), ("id", "question", "help", "source"), found) if row.get("id")}
    ids = [row.get("id", "") for row in rows]
    problems += found + [f"{file.name}: there is no question {i}{nearest(i, ids)}" for i in own if i not in ids]
    return [row | {k: v for k, v in own.get(row.get("id", ""), {}).items() if v} for row in rows]


def _item(n: int, row: Mapping[str, str], problems: list[str]) -> Item:
    kind, page = row.get("kind", ""), row.get("page", "")
    answer, choices = kinds().get(kind, ("text", ()))
    own, odd_choices = _choices(row.get("choices", ""))
    when, odd_when = _when(row.get("when", ""))
    wrong = [*odd_choices, *_row_problems(row), *_choice_problems(kind, answer, own, own or choices), *odd_when]
    problems += [f"items.csv, row {n}{' (' + row['id'] + ')' if row.get('id') else ''}: {w}" for w in wrong]
    return Item(
        row.get("id", ""),
        int(page) if page.isdecimal() else -1,
        kind,
        answer,
        row.get("question", ""),
        row.get("help", ""),
        own or choices,
        _YES.get(row.get("needed", ""), True),
        when,
        row.get("section", ""),
        row.get("level", ""),
        row.get("counts_in", ""),
        row.get("source", ""),
    )


def _row_problems(row: Mapping[str, str]) -> list[str]:
    """What is wrong with an item but for its choices."""
    kind, page, level = (row.get(c, "") for c in ("kind", "page", "level"))
    wrong = [f"it has no {c}" for c in NEEDED if not row.get(c)]
    wrong += [f"there is no kind {kind}{nearest(kind, kinds())}"] if kind and kind not in kinds() else []
    wrong += ["its id must be small letters, figures and _"] if row.get("id") and not _ID.fullmatch(row["id"]) else []
    wrong += ["its page must be a whole number"] if page and not page.isdecimal() else []
    wrong += ["needed must be yes or no"] if row.get("needed", "") not in _YES else []
    wrong += [f"there is no level {level}{nearest(level, LEVELS)}"] if level not in LEVELS else []
    return wrong + ([f"the id {CONCERN} is that of the box on every page"] if row.get("id") == CONCERN else [])


def _choice_problems(kind: str, answer: str, own: Sequence[Choice], choices: Sequence[Choice]) -> list[str]:
    """What is wrong with the choices of an item: `own` are those that it names, `choices` those that hold."""
    values = [c.value for c in choices]
    wrong = ["a question of this kind has no choices"] if own and answer != "choice" else []
    wrong += ["it needs two choices at least"] if answer == "choice" and len(values) < 2 else []
    if kind == "grade" and not _grades(values):
        wrong.append("the choices of a grade are numbers, two at least, beside NA and CJ")
    return wrong + (["its choices must hold yes and no"] if kind == "yesno" and not {"yes", "no"} <= set(values) else [])


def _grades(values: Iterable[str]) -> bool:
    """Whether these are grades: numbers, two of them at least, and nothing else but what is no grade."""
    numbers = [v for v in values if v.isdecimal()]
    return len(numbers) > 1 and all(v in _NO_GRADES or v in numbers for v in values)


def _choices(text: str) -> tuple[tuple[Choice, ...], list[str]]:
    """`value=words|value=words`; a value without words says itself."""
    parts = [p.split("=", 1) for p in text.split("|")] if text else []
    found = tuple(Choice(p[0].strip(), p[-1].strip()) for p in parts)
    twice = [v for v, n in Counter(c.value for c in found).items() if n > 1]
    empty = ["a choice is empty"] if any(not c.value or not c.words for c in found) else []
    return found, empty + [f"the choice {v} is there twice" for v in twice]


def _when(text: str) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    parts = [p.split("=", 1) for p in text.split("|")] if text else []
    if any(len(p) != 2 for p in parts):
        return (), ["when must say item=value, several with | between them"]
    return tuple((p[0].strip(), p[1].strip()) for p in parts), []


def _misfits(pages: list[Page], items: list[Item], stop: Mapping[str, str] | None) -> list[str]:
    """What does not fit together: pages and items, and items that name others."""
    numbers, by_id = [p.number for p in pages], {i.id: i for i in items}
    wrong = [f"form.toml: page {n} is there twice" for n, k in Counter(numbers).items() if k > 1]
    wrong += ["form.toml: its pages are not in the order of their numbers"] if numbers != sorted(numbers) else []
    wrong += [f"items.csv: the id {i} is there twice" for i, k in Counter(i.id for i in items if i.id).items() if k > 1]
    wrong += [f"items.csv ({i.id}): form.toml has no page {i.page}" for i in items if i.page >= 0 and i.page not in numbers]
    wrong += [f"form.toml: page {n} has no question" for n in numbers if n not in {i.page for i in items}]
    pairs = [(f"items.csv ({i.id}): when", pair) for i in items for pair in i.when]
    pairs += [("form.toml: stop", (stop["item"], stop["value"]))] if stop else []
    for where, (item, value) in pairs:
        if item not in by_id:
            wrong.append(f"{where} names {item}, and there is no such question{nearest(item, by_id)}")
        elif by_id[item].answer != "choice" or value not in by_id[item].values:
            wrong.append(f"{where} names {item}={value}, which cannot be answered so")
    order = {i.id: n for n, i in enumerate(sorted(items, key=lambda i: i.page))}
    wrong += [
        f"items.csv ({i.id}): when names {j}, which is asked after it"
        for i in items
        for j, _ in i.when
        if order.get(j, -1) > order[i.id]
    ]
    return wrong


def _form(name: str, about: Mapping[str, Any], pages: list[Page], items: list[Item]) -> Form:
    concern = tomllib.loads((instruments() / "concern.toml").read_text(encoding="utf-8"))
    stop = about.get("stop")
    return Form(
        name,
        about["title"],
        about["version"],
        tuple(about.get("intro", ())),
        tuple(pages),
        tuple(sorted(items, key=lambda i: i.page)),
        about.get("gate", False),
        Stop(**stop) if stop else None,
        about.get("give_to", ""),
        concern["question"],
        concern["help"],
    )
