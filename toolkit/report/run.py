"""Running a notebook into a report folder that appears whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.pseudonyms import AS_RECORDED, Names
from toolkit.report import failure, find, identity, index, manifest, stage
from toolkit.report.against import check_against, check_holds, named
from toolkit.report.execute import PLAIN, NotFinished, Progress, execute, unfinished
from toolkit.report.parameters import Parameter, check_values, read_parameters, typed_values

if TYPE_CHECKING:
    from toolkit.disclose import Policy
    from toolkit.record.open import Record
    from toolkit.report.export import Parts

EXECUTED = "notebook.ipynb"
TABLES = "tables"


@dataclass(frozen=True)
class _Job:
    """Everything that a run needs, checked, before a kernel starts."""

    notebook: Path
    source: dict[str, Any]
    about: find.About
    parameters: list[Parameter]
    values: dict[str, Any]
    record: Record | None
    run: str
    names: Names | None
    as_recorded: bool
    policy: Policy

    @property
    def folder(self) -> str:
        return f"{self.about.name}-{self.run}"

    @property
    def shown(self) -> dict[str, Any]:
        """All parameters as the manifest may hold them."""
        return manifest.shown_parameters(self.parameters, self.values, self.names)

    @property
    def printed(self) -> dict[str, Any]:
        """All parameters as the report itself prints them."""
        return {p.name: _in_words(self._said(p)) for p in self.parameters}

    @property
    def given_shown(self) -> dict[str, Any]:
        """The given parameters as the kept notebook holds them."""
        return {p.name: self._said(p) for p in self.parameters if p.name in self.values}

    def _said(self, parameter: Parameter) -> Any:
        """One value as the report may show it: no paths, and identifiers only where they are asked for."""
        value = self.values.get(parameter.name, parameter.default)
        if parameter.identifies and self.as_recorded:
            return value
        return identity.named(parameter, value, self.names)

    @property
    def record_name(self) -> str:
        return self.record.path.name if self.record else ""


def run_notebook(
    notebook: str | Path,
    to: str | Path,
    record: str | Path | Record | None = None,
    parameters: Mapping[str, Any] | None = None,
    progress: Callable[[int, int], None] | None = None,
    cell_seconds: int | None = None,
    engine: str = PLAIN,
    checked: bool = False,
) -> Path:
    """Run a notebook and publish its report as `to/<notebook>-<run>/`, in one rename after everything in it is written.

    The folder is its owner's alone and holds `report.html`, `tables/*.csv`, the same tables in `tables.xlsx`, `notebook.ipynb`
    (executed) and `manifest.json`. No name in it, nor its own, comes from a record.

    Args:
        notebook: the name of a known notebook, or the path of one.
        to: the folder that the run's own folder lands in; made where it is not there.
        record: the folder of the record, or the record opened, handed to the notebook as its parameter `record`; the notebook's
            default where left out.
        parameters: parameter name to value, as text or already typed; see :mod:`toolkit.report.parameters`.
        progress: called with (code cells begun, of all) as each begins.
        cell_seconds: the longest that one cell may take.
        engine: `plain`, or `fork` for many reports; see :func:`toolkit.report.execute.execute`.
        checked: whether the values have been held against the record already.

    Returns:
        The path of the report (`report.html`).

    Raises:
        CaseReviewError: something given cannot be used (nothing was run), or the run failed: then there is no report but
            `to/<notebook>-<run>.error.txt`, which says in words which cell failed and why, without case content.
    """
    folder = Path(to)
    job = _prepare(notebook, record, parameters or {}, checked, folder)
    cells = Progress(sum(1 for c in job.source["cells"] if c["cell_type"] == "code" and find.text_of(c).strip()), progress)
    with stage.staging(folder) as aside:
        try:
            return stage.publish(_build(job, aside, cells, cell_seconds, engine), folder / job.folder) / index.REPORT
        except KeyboardInterrupt as error:
            _tell(job, folder, failure.of_exception(error, job.source, cells.begun))
            raise
        except Exception as error:
            # Without "from": the cause's own words can quote the record, and a traceback would print them.
            raise _told(job, folder, failure.of_exception(error, job.source, cells.begun)) from None


def _prepare(
    notebook: str | Path, record: str | Path | Record | None, parameters: Mapping[str, Any], checked: bool, to: Path
) -> _Job:
    path = find.resolve(notebook)
    source = find.read_source(path)
    known = read_parameters(path)
    opened = None if record is None or isinstance(record, (str, Path)) else record
    given = dict(parameters) | ({"record": str(opened.path if opened else record)} if record else {})
    values, problems = typed_values(known, given)
    where = values.get("record")
    if problems and not (opened or where):
        check_values(known, given, path.stem)
    opened = opened or (_opened(where, problems) if where else None)
    as_recorded = values.get(identity.PARAMETER) == AS_RECORDED
    names = _names(opened, known, to)
    values = identity.resolved(known, values, names) if names else values
    if opened and (problems or not checked):
        _check_beside(opened, known, given, values, path.stem, problems)
    policy = _policy(values)
    return _Job(
        path,
        source,
        identity.marked(find.about(path.stem, source.get("metadata", {})), policy, names, as_recorded),
        known,
        values,
        opened,
        stage.run_id(),
        names,
        as_recorded,
        policy,
    )


def _check_beside(
    opened: Record, known: list[Parameter], given: Mapping[str, Any], values: Mapping[str, Any], name: str, problems: list[str]
) -> None:
    """Refuse what was given that the record has not; what was given wrongly already is told with it, and not looked up."""
    usable = {p.name: values.get(p.name, p.default) for p in named(known) if p.name in values or p.name not in given}
    check_against(usable, opened, name, problems)
    check_holds({p.name: values.get(p.name, p.default) for p in known}, opened, name)


def _policy(values: Mapping[str, Any]) -> Policy:
    """The policy of this run, read before anything runs: a word that it does not know stops it."""
    from toolkit.disclose import read_policy

    return read_policy(values.get(identity.POLICY) or None)


def _names(record: Record | None, parameters: list[Parameter], to: Path) -> Names | None:
    """The pseudonyms of the record that the notebook reads: of the sample, where it has one and none is named."""
    from toolkit import paths
    from toolkit.pseudonyms import names_of, read_key

    read = record or (_opened(str(paths.sample_record())) if any(p.name == manifest.RECORD for p in parameters) else None)
    return names_of(read, read_key(read, apart_from=[to])) if read else None


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not given" if value in ("", None) else str(value)


def _opened(path: str, problems: Sequence[str] = ()) -> Record:
    """Open a record; what else is wrong is told in the same message."""
    from toolkit.record.open import open_record

    try:
        return open_record(path)
    except CaseReviewError as error:
        raise CaseReviewError(error.what, [*error.problems, *problems], error.todo) from None


def _build(job: _Job, aside: Path, cells: Progress, cell_seconds: int | None, engine: str) -> Path:
    """Run, check, export and describe inside the staging folder; return the finished folder."""
    from toolkit.report import export

    work, out = aside / "work", aside / "out"
    work.mkdir()
    out.mkdir(mode=stage.PRIVATE_FOLDER)
    inputs = manifest.hashed_paths(job.parameters, job.values)
    said = manifest.describe(job.about, job.notebook, job.run, job.record, job.shown, manifest.now(), job.values, inputs)
    said |= {"identifiers": identity.described(job.names, job.as_recorded)}
    identity.hand_over(work, job.names, job.as_recorded)
    executed = execute(job.notebook, work, job.values, cells, cell_seconds, engine)
    left = unfinished(executed)
    if left:
        raise NotFinished(left)
    if job.names and not job.as_recorded:
        identity.cover(executed, job.names)
    if job.about.subject == find.GROUP:
        said |= {"gate": _through_the_gate(executed, job.policy)}
    _write_parts(job, out, export.export(executed))
    _write(out / EXECUTED, json.dumps(export.kept(executed, job.given_shown), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    manifest.write(out, said)
    return out


def _through_the_gate(executed: Any, policy: Policy) -> list[dict[str, Any]]:
    from toolkit.report import gate

    return gate.check_passed(executed, policy)


def _write_parts(job: _Job, out: Path, parts: Parts) -> None:
    from toolkit.report import workbook
    from toolkit.report.page import build_page

    about, beside = job.about, workbook.NAME if parts.sheets else ""
    _write(out / index.REPORT, build_page(about, parts.before, parts.afterwards, job.record_name, job.printed, workbook=beside))
    for name, text in parts.tables.items():
        _write(out / TABLES / name, text)
    if parts.sheets:
        (out / beside).write_bytes(workbook.build(about.title, about.marking, about.lang, parts.sheets))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _told(job: _Job, folder: Path, why: failure.Failure) -> CaseReviewError:
    file = _tell(job, folder, why)
    return CaseReviewError(
        f"{job.about.name} did not run to its end, so there is no report",
        why.lines(),
        f"This is also in {file.name}. To see more, open the notebook in JupyterLab and run it there with the same parameters.",
    )


def _tell(job: _Job, folder: Path, why: failure.Failure) -> Path:
    lines = [f"{job.about.title}: no report", f"run {job.run}, {manifest.now()}", *why.lines()]
    return stage.write_private(folder / f"{job.folder}{index.ERROR_ENDING}", "\n".join(lines) + "\n")
