"""Running a notebook into a report folder that appears whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.errors import CaseReviewError
from toolkit.report import failure, find, index, manifest, stage
from toolkit.report.against import check_against
from toolkit.report.execute import PLAIN, NotFinished, Progress, execute, unfinished
from toolkit.report.parameters import Parameter, check_values, read_parameters

if TYPE_CHECKING:
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

    @property
    def folder(self) -> str:
        return f"{self.about.name}-{self.run}"

    @property
    def shown(self) -> dict[str, Any]:
        """All parameters as the manifest may hold them."""
        return manifest.shown_parameters(self.parameters, self.values)

    @property
    def printed(self) -> dict[str, Any]:
        """All parameters as the report itself prints them: it is case content and says whose case it is, but no paths."""
        return {
            p.name: _in_words(Path(v).name if p.type == "path" and v else v)
            for p in self.parameters
            for v in [self.values.get(p.name, p.default)]
        }

    @property
    def given_shown(self) -> dict[str, Any]:
        """The given parameters as the kept notebook holds them."""
        return {
            p.name: Path(v).name if p.type == "path" and v else v
            for p in self.parameters
            if p.name in self.values
            for v in [self.values[p.name]]
        }

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

    The folder is its owner's alone and holds `report.html`, `tables/*.csv`, `notebook.ipynb` (executed) and `manifest.json`.
    No name in it, nor its own, comes from a record.

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
    job = _prepare(notebook, record, parameters or {}, checked)
    folder = Path(to)
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


def _prepare(notebook: str | Path, record: str | Path | Record | None, parameters: Mapping[str, Any], checked: bool) -> _Job:
    path = find.resolve(notebook)
    source = find.read_source(path)
    known = read_parameters(path)
    opened = None if record is None or isinstance(record, (str, Path)) else record
    given = dict(parameters) | ({"record": str(opened.path if opened else record)} if record else {})
    values = check_values(known, given, path.stem)
    where = values.get("record")
    opened = opened or (_opened(where) if where else None)
    if opened and not checked:
        check_against({p.name: values.get(p.name, p.default) for p in known}, opened, path.stem)
    return _Job(
        path,
        source,
        find.about(path.stem, source.get("metadata", {})),
        known,
        values,
        opened,
        stage.run_id(),
    )


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "not given" if value in ("", None) else str(value)


def _opened(path: str) -> Record:
    from toolkit.record.open import open_record

    return open_record(path)


def _build(job: _Job, aside: Path, cells: Progress, cell_seconds: int | None, engine: str) -> Path:
    """Run, check, export and describe inside the staging folder; return the finished folder."""
    from toolkit.report import export

    work, out = aside / "work", aside / "out"
    work.mkdir()
    out.mkdir(mode=stage.PRIVATE_FOLDER)
    inputs = manifest.hashed_paths(job.parameters, job.values)
    said = manifest.describe(job.about, job.notebook, job.run, job.record, job.shown, manifest.now(), job.values, inputs)
    executed = execute(job.notebook, work, job.values, cells, cell_seconds, engine)
    left = unfinished(executed)
    if left:
        raise NotFinished(left)
    _write_parts(job, out, export.export(executed))
    _write(out / EXECUTED, json.dumps(export.kept(executed, job.given_shown), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    manifest.write(out, said)
    return out


def _write_parts(job: _Job, out: Path, parts: Parts) -> None:
    from toolkit.report.page import build_page

    _write(out / index.REPORT, build_page(job.about, parts.before, parts.afterwards, job.record_name, job.printed))
    for name, text in parts.tables.items():
        _write(out / TABLES / name, text)


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
