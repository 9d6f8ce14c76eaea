"""The copy of a report that may leave the room: the gate's tables, redrawn figures, and a statement of what was checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import disclose
from toolkit.disclose import Left, Policy, Protected
from toolkit.disclose.tables import Table
from toolkit.errors import CaseReviewError
from toolkit.report import find, manifest, release_page, stage, workbook

PAGE, SAID, TABLES = "release.html", "release.json", "tables"
GROUP_MARKING = "Checked copy: small numbers are hidden"
CASE_MARKING = "Restricted: case content, released under a named exception"
_LEDE = "The tables of one report that may leave the room, and what was checked before they did."
_WITHHELD = "not shown"
_WORKBOOK = "it holds all tables of the report, also those that no policy lists"


@dataclass(frozen=True)
class Released:
    """What a release made: its page, the tables in it, what stayed behind, and how much was hidden."""

    page: Path
    tables: tuple[str, ...]
    left: tuple[Left, ...]
    hidden: int


@dataclass(frozen=True)
class _Run:
    """A report's folder, read and found to be as its manifest says."""

    said: dict[str, Any]
    sha256: str
    texts: dict[str, str]

    @property
    def notebook(self) -> dict[str, str]:
        return self.said["notebook"]

    @property
    def gate(self) -> list[dict[str, Any]]:
        return self.said.get("gate") or []


def release(folder: str | Path, to: str | Path, policy: str | Path | None = None, exception: str = "") -> Released:
    """Make the copy of a report that may leave the room, as a new folder that appears whole or not at all.

    It holds `release.html`, `release.json` (policy, what was hidden, hashes) and `tables/*.csv`, made from the tables that the
    policy lists and nothing else: no text from the record, no list of cases, no notebook.

    Args:
        folder: the folder of a report, as :func:`toolkit.report.run_notebook` leaves it.
        to: the new folder; there must be nothing of this name.
        policy: a policy file that adds to the default one, or None.
        exception: for a report on a single case only, `NAME: reason`: who allows it, and why.

    Raises:
        CaseReviewError: the folder is not an unchanged report, the policy holds an unknown word, a single case has no exception,
            nothing could leave, or a count cannot be protected; nothing was written.
    """
    rules = disclose.read_policy(policy)
    run = _read_run(Path(folder))
    case = run.notebook["subject"] != find.GROUP
    _check_exception(case, exception)
    target = Path(to)
    if target.exists():
        raise CaseReviewError(f"There is something called {target.name} already", todo="Name a new folder with --to.")
    return (_case if case else _group)(run, target, rules, exception.strip())


def _read_run(folder: Path) -> _Run:
    path = folder / manifest.NAME
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        outputs = {n: h for n, h in said["outputs"].items() if n.startswith(f"{TABLES}/") and n.endswith(".csv")}
        _ = said["run"], [said["notebook"][word] for word in ("name", "title", "subject")]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CaseReviewError(
            f"{folder.name} is not the folder of a report",
            [f"it has no usable {manifest.NAME}"],
            "Give the folder that casereview run left.",
        ) from None
    there = {p.relative_to(folder).as_posix(): p for p in sorted((folder / TABLES).rglob("*")) if p.is_file()}
    faults = [f"{n} is not of this run" for n in there if n not in outputs] + [f"{n} is gone" for n in outputs if n not in there]
    faults += [f"{n} was changed after the run" for n, p in there.items() if n in outputs and manifest.sha256(p) != outputs[n]]
    if faults:
        raise CaseReviewError(f"{folder.name} is not as its run left it", faults, "Run the notebook again and release that.")
    texts = {n.removeprefix(f"{TABLES}/").removesuffix(".csv"): there[n].read_text(encoding="utf-8") for n in outputs}
    return _Run(said, manifest.sha256(path), texts)


def _check_exception(case: bool, exception: str) -> None:
    name, colon, reason = exception.partition(":")
    if case and not exception.strip():
        raise CaseReviewError(
            "A report on a single case does not leave",
            ["whoever knows the case will know the child, whatever is hidden"],
            'Where somebody may allow it and does, name them: --exception "NAME: reason".',
        )
    if case and not (colon and name.strip() and reason.strip()):
        raise CaseReviewError("The exception does not say who allows it and why", todo='Write it as --exception "NAME: reason".')
    if not case and exception.strip():
        raise CaseReviewError(
            "An exception is for a report on a single case; this one is on a group",
            todo="Leave --exception out: the policy holds for it.",
        )


def _group(run: _Run, to: Path, policy: Policy, _: str) -> Released:
    done = _passed(run, policy) if run.gate else _protected(run, policy)
    parts = [release_page.of_group(done, policy, later) for later in (False, True)]
    hidden = [{"table": e.table, "what": e.what, "reason": e.reason, "number": e.number} for e in done.log]
    more = {
        "hidden": hidden,
        "hidden counts checked": done.checked,
        "least distance between bounds": done.narrowest,
        "exception": None,
    }
    return _write(run, to, policy, done.tables, done.left, parts, GROUP_MARKING, more, sum(e.number for e in done.log))


def _protected(run: _Run, policy: Policy) -> Protected:
    tables, left = disclose.understand(policy, run.notebook["name"], run.texts)
    _any(tables, left)
    done = disclose.protect(_in_order(tables, policy), policy)
    return disclose.Protected(done.tables, (*left, *done.left), done.log, done.checked, done.narrowest)


def _passed(run: _Run, policy: Policy) -> Protected:
    """The tables of a report that went through the gate as it was written; the exact numbers are nowhere any more."""
    then = {str(part["fingerprint"]) for part in run.gate}
    if then != {policy.fingerprint}:
        raise CaseReviewError(
            "The report was written under another policy than the one that is given",
            [f"then: {', '.join(sorted({str(part['policy']) for part in run.gate}))}; now: {policy.name}, or other rules of it"],
            "Name the policy of the report with --policy, or run the notebook again with this one as its --policy.",
        )
    tables, left = disclose.understand_passed(policy, run.notebook["name"], run.texts)
    _any(tables, left)
    kept_back = [Left(one["table"], one["reason"]) for part in run.gate for one in part["left"]]
    log = [disclose.Entry(e["table"], e["what"], e["reason"], e["number"]) for part in run.gate for e in part["hidden"]]
    there = {t.shape.name for t in tables}
    narrowest = [part["narrowest"] for part in run.gate if part["narrowest"] is not None]
    return disclose.Protected(
        tuple(_in_order(tables, policy)),
        (*left, *kept_back),
        tuple(e for e in log if e.table in there),
        max(part["checked"] for part in run.gate),
        min(narrowest, default=None),
    )


def _case(run: _Run, to: Path, policy: Policy, exception: str) -> Released:
    tables, left = disclose.understand(policy, run.notebook["name"], run.texts, case=True)
    _any(tables, left)
    tables = _in_order(tables, policy)
    parts = [release_page.of_case(tables, left, exception), ""]
    return _write(run, to, policy, tuple(tables), tuple(left), parts, CASE_MARKING, {"exception": exception, "hidden": []}, 0)


def _any(tables: list[Table], left: list[Left]) -> None:
    if not tables:
        raise CaseReviewError(
            "No table of this report may leave, so there is no copy",
            [f"{one.name}: {one.reason}" for one in left] or ["the report has no tables"],
            "List its tables in a policy of your own, with what their columns hold, and name it with --policy.",
        )


def _in_order(tables: list[Table], policy: Policy) -> list[Table]:
    """The tables as the policy lists them, which is the order of the report."""
    return sorted(tables, key=lambda t: [s.name for s in policy.tables if s.notebook == t.shape.notebook].index(t.shape.name))


def _write(
    run: _Run,
    to: Path,
    policy: Policy,
    tables: tuple[Table, ...],
    left: tuple[Left, ...],
    parts: list[str],
    marking: str,
    more: dict[str, Any],
    hidden: int,
) -> Released:
    from toolkit.report.page import build_page

    title = f"{run.notebook['title']}: copy for release"
    about = find.About(run.notebook["name"], title, _LEDE, run.notebook["subject"], marking, "en-GB")
    with stage.staging(to.parent) as aside:
        out = aside / "out"
        out.mkdir(mode=stage.PRIVATE_FOLDER)
        files = {PAGE: build_page(about, parts[0], parts[1], "", _parameters(run), SAID)}
        files |= {f"{TABLES}/{t.shape.name}.csv": release_page.csv(t) for t in tables}
        for name, text in files.items():
            _put(out / name, text)
        said = _said(run, policy, tables, left) | more
        said["outputs"] = {name: manifest.sha256(out / name) for name in sorted(files)}
        _put(out / SAID, json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n")
        stage.publish(out, to)
    return Released(to / PAGE, tuple(t.shape.name for t in tables), left, hidden)


def _said(run: _Run, policy: Policy, tables: tuple[Table, ...], left: tuple[Left, ...]) -> dict[str, Any]:
    rules = {r.name: {"value": r.value, "source": r.source} for r in policy.rules}
    return {
        "run": run.said["run"],
        "manifest_sha256": run.sha256,
        "notebook": {k: run.notebook[k] for k in ("name", "title", "subject")} | {"shipped": _shipped(run)},
        "policy": {"name": policy.name, "fingerprint": policy.fingerprint, "rules": rules},
        "tables": [t.shape.name for t in tables],
        "left": [{"table": one.name, "reason": one.reason} for one in left],
        "files left": [{"file": workbook.NAME, "reason": _WORKBOOK}] if workbook.NAME in run.said["outputs"] else [],
        "versions": manifest.versions(),
        "commit": manifest.commit(),
        "finished": manifest.now(),
    }


def _shipped(run: _Run) -> bool:
    """Whether the notebook was the one that travels with the toolkit, unchanged."""
    path = find.notebooks().get(run.notebook["name"])
    return path is not None and manifest.sha256(path) == run.notebook.get("sha256")


def _parameters(run: _Run) -> dict[str, str]:
    """The parameters that hold no text of anybody's: numbers, days, yes or no, and words from a choice."""
    from toolkit.report.parameters import read_parameters

    path = find.notebooks().get(run.notebook["name"])
    known = {p.name: p for p in read_parameters(path)} if path else {}
    shown = {}
    for name, value in run.said.get("parameters", {}).items():
        if name not in known or known[name].type in ("path", "id"):
            continue
        plain = known[name].type in ("int", "float", "bool", "date", "moment") or value in known[name].choices
        shown[name] = ("not given" if value in ("", None) else str(value)) if plain else _WITHHELD
    return shown


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
