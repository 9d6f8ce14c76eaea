"""Building a report again from its manifest, and saying whether the same came out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError, nearest
from toolkit.pseudonyms import read_key
from toolkit.pseudonyms.key import key_file
from toolkit.report import execute, find, identity, manifest, stage
from toolkit.report.parameters import Parameter, check_values, read_parameters
from toolkit.report.run import run_notebook

if TYPE_CHECKING:
    from toolkit.record.open import Record

SAME, DIFFERENT, MISSING, NEW = "same", "different", "missing now", "new"
_NEEDED = ("notebook", "parameters", "given", "record", "versions", "outputs")


@dataclass(frozen=True)
class Replayed:
    """What a replay found: what it was made from against then, what else differs, each file, and the new report if it was kept."""

    inputs: tuple[str, ...]
    versions: tuple[str, ...]
    files: dict[str, str]
    report: Path | None

    @property
    def same(self) -> bool:
        """Whether the same inputs gave the same files."""
        return not self.inputs and set(self.files.values()) <= {SAME}


def replay(
    path: str | Path,
    record: str | Path | None = None,
    given: Mapping[str, Any] | None = None,
    to: str | Path | None = None,
    notebook: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
    before: Callable[[list[str]], None] | None = None,
) -> Replayed:
    """Build the report that a manifest describes again, and compare it file by file.

    A manifest holds pseudonyms instead of identifiers. With the same key and record they are found again; with another key they
    say nothing, and identifiers must be given again, as must those that were withheld. So must the record and other paths: a
    manifest holds their last name only.

    Args:
        path: the manifest (`manifest.json`), or the folder that holds it.
        record: the folder of the record, where the run had one.
        given: the identifying parameters, where they must be, and the paths, as text; nothing else.
        to: the folder to keep the new report in; where left out it is only compared.
        notebook: the notebook, where it is not one of the known ones.
        progress: as for :func:`toolkit.report.run_notebook`.
        before: called with the differences in inputs and versions, in words, before anything runs.

    Raises:
        CaseReviewError: not a manifest, something missing that must be given again, or the run failed.
    """
    said = _read(Path(path))
    file = find.resolve(notebook or said["notebook"]["name"])
    known = read_parameters(file)
    opened = _opened(record, said)
    key = _key_now(opened)
    values = _values(said, known, dict(given or {}), record, file.stem, key)
    inputs, versions = _input_differences(said, file, known, opened, values, key), _version_differences(said)
    if before:
        before([*inputs, *versions])
    with _folder(to) as folder:
        report = run_notebook(file, folder, opened, values, progress)
        now = json.loads(report.with_name(manifest.NAME).read_text(encoding="utf-8"))["outputs"]
    return Replayed(tuple(inputs), tuple(versions), _compared(said["outputs"], now), report if to else None)


def _read(path: Path) -> dict[str, Any]:
    file = path / manifest.NAME if path.is_dir() else path
    said: dict[str, Any] = {}
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        lacking = [f"it does not say: {name}" for name in _NEEDED if name not in said]
        shaped = isinstance(said["notebook"]["name"], str) and all(isinstance(said[n], dict) for n in ("parameters", "outputs"))
    except (OSError, ValueError, KeyError, TypeError):
        lacking, shaped = [], False
    if lacking or not shaped:
        todo = "Name the manifest.json in a report's folder, written by this version or a later one."
        raise CaseReviewError(f"{file.name} cannot be read as the manifest of a report", lacking, todo)
    return said


def _values(
    said: dict[str, Any], known: list[Parameter], given: dict[str, Any], record: str | Path | None, notebook: str, key: str
) -> dict[str, Any]:
    """The values of the run: those of the manifest, with those that it does not hold as they are given again."""
    by_name = {p.name: p for p in known}
    used = [name for name in said["given"] if name != manifest.RECORD]
    same_key = not record or _key_then(said) == key
    again = [name for name in used if _must_be_given(said["parameters"].get(name), by_name.get(name), same_key)]
    free = [n for n in used if n not in again and n in by_name and by_name[n].identifies]
    problems = [f"there is no parameter {name} any more" for name in used if name not in by_name]
    problems += [f"{_option(name)} must be given again: {_why_again(said, name)}" for name in again if name not in given]
    can = [*again, *free]
    problems += [f"{_option(name)} cannot be given: {_why_not(name, used, can)}" for name in given if name not in can]
    if bool(said["record"]) != bool(record):
        problems.append(
            "--record must be given: the run had one" if said["record"] else "--record cannot be given: the run had none"
        )
    if problems:
        raise CaseReviewError(f"The run of {notebook} cannot be built again like this", problems)
    kept = {name: said["parameters"][name] for name in used if name not in given}
    return check_values(known, kept | given, notebook)


def _must_be_given(value: Any, parameter: Parameter | None, same_key: bool) -> bool:
    if parameter is None:
        return False
    return identity.options_again(parameter, value, same_key) or (parameter.type == "path" and bool(value))


def _why_again(said: dict[str, Any], name: str) -> str:
    if _key_then(said) and str(said["parameters"].get(name)).count(" "):
        return "the manifest holds its pseudonym, and the key that it was made with is not the one that is here"
    return "a manifest does not hold it"


def _key_then(said: dict[str, Any]) -> str:
    return str((said.get("identifiers") or {}).get("key") or "")


def _key_now(record: Record | None) -> str:
    """The fingerprint of the key that is here; none is made, for a new one could only be another."""
    from toolkit import paths

    sample = record is not None and record.path.resolve() == paths.sample_record().resolve()
    return read_key(record).fingerprint if record and (sample or key_file().exists()) else ""


def _why_not(name: str, used: list[str], can: list[str]) -> str:
    if name in used:
        return "the manifest says it"
    return f"the run was not given it{nearest(name, can)}"


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _opened(record: str | Path | None, said: dict[str, Any]) -> Record | None:
    from toolkit.record.open import open_record

    return open_record(record) if record and said["record"] else None


def _input_differences(
    said: dict[str, Any], file: Path, known: list[Parameter], record: Record | None, values: dict[str, Any], key: str
) -> list[str]:
    """What the report is made from, against what it was made from then."""
    found = []
    if said["notebook"].get("sha256") != manifest.sha256(file):
        found.append(f"the notebook {file.stem} has been changed since")
    if record and _key_then(said) and _key_then(said) != key:
        found.append("the key of the pseudonyms is another one, so the same people have other pseudonyms")
    if record:
        if said["record"].get("name") != record.path.name:
            found.append("the record's folder has another name, which is printed in the report")
        found += _hash_differences("the record's table", said["record"].get("sha256", {}), manifest.hashed_record(record))
    return found + _hash_differences("what is named by", said.get("inputs", {}), manifest.hashed_paths(known, values))


def _hash_differences(what: str, then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    words = {DIFFERENT: "is not what it was", MISSING: "is not there any more", NEW: "was not there"}
    return [f"{what} {name} {words[state]}" for name, state in _compared(then, now).items() if state != SAME]


def _version_differences(said: dict[str, Any]) -> list[str]:
    then, now = said["versions"], manifest.versions()
    found = [
        f"{name} was {then.get(name, 'absent')} and is {now.get(name, 'absent')}"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
    if said.get("commit") != manifest.commit():
        found.append(f"the code's commit was {said.get('commit') or 'not known'} and is {manifest.commit() or 'not known'}")
    return found


def _compared(then: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """Each name of either side, and how the two sides stand.

    >>> _compared({"a": "1", "b": "2"}, {"b": "3", "c": "4"})
    {'a': 'missing now', 'b': 'different', 'c': 'new'}
    """
    return {name: _state(then.get(name), now.get(name)) for name in sorted({*then, *now})}


def _state(then: str | None, now: str | None) -> str:
    if then == now:
        return SAME
    return NEW if then is None else MISSING if now is None else DIFFERENT


@contextmanager
def _folder(to: str | Path | None) -> Iterator[Path]:
    if to:
        yield Path(to)
        return
    # Cleared at the next start where this is killed: it holds the report.
    with stage.staging(execute.temporary(), execute.CHANNEL) as folder:
        yield folder
