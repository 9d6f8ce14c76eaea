"""What the doctor looks at: whether this Python, these packages and these files are the ones that the toolkit needs."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import toolkit
from toolkit import paths
from toolkit.errors import CaseReviewError

_AGAIN = "Install again from requirements.lock (README: Set-up)."


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was seen, whether it is well, and what to do where it is not."""

    what: str
    well: bool
    todo: str = ""


def findings() -> list[Finding]:
    """Look at everything and return what was seen, in the order in which it is best mended.

    >>> any("Python" in found.what for found in findings())
    True
    """
    return [_python(), *_ours(), *_packages(), _compiled(), *_files(), _sample(), _kernel()]


def _python() -> Finding:
    version = sys.version_info[:3]
    return Finding(
        f"Python {'.'.join(map(str, version))}", (3, 11) <= version[:2] < (3, 14), "Python 3.11, 3.12 or 3.13 is needed."
    )


def _ours() -> list[Finding]:
    try:
        installed = metadata.version("casereview")
    except metadata.PackageNotFoundError:
        return [Finding("casereview is not installed in this Python", False, "pip install --no-deps -e . in the checkout.")]
    same = installed == toolkit.__version__ and (toolkit.__doc__ or "").startswith("casereview")
    return [
        Finding(
            f"casereview {installed}; the package imported as toolkit is ours",
            same,
            f"Another toolkit, or another version, is imported from {paths.PACKAGE}. Remove it, or start elsewhere.",
        ),
        *_others(),
    ]


def _others() -> list[Finding]:
    here = Path.cwd() / "toolkit"
    if here.is_dir() and not here.samefile(paths.PACKAGE) and (here / "__init__.py").is_file():
        return [Finding("the working folder has another package called toolkit", False, "Start casereview in another folder.")]
    return []


def _packages() -> list[Finding]:
    from packaging.requirements import Requirement

    try:
        needs = [Requirement(text) for text in metadata.requires("casereview") or ()]
    except metadata.PackageNotFoundError:
        return []
    missing = [told for need in needs if _wanted(need) and (told := _shortfall(need))]
    if missing:
        return [Finding(told, False, _AGAIN) for told in missing]
    return [Finding(f"all {sum(map(_wanted, needs))} packages that it stands on, in versions that fit", True)]


def _wanted(need: object) -> bool:
    marker = need.marker  # type: ignore[attr-defined]
    return marker is None or marker.evaluate({"extra": ""})


def _shortfall(need: object) -> str:
    name, wanted = need.name, need.specifier  # type: ignore[attr-defined]
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is missing"
    return "" if wanted.contains(found, prereleases=True) else f"{name} {found} does not fit {wanted}"


def _compiled() -> Finding:
    import pandas

    written = any((Path(pandas.__path__[0]) / "__pycache__").glob("*.pyc"))
    return Finding(
        "packages are compiled" if written else "packages are not compiled: every start takes seconds longer",
        written or not os.environ.get("PYTHONDONTWRITEBYTECODE"),
        "Run python -m compileall -q on the environment once.",
    )


def _files() -> list[Finding]:
    wanted = {
        "notebooks": (paths.notebooks(), "*.ipynb"),
        "practice standards": (paths.data() / "standards", "*"),
        "rules of the check": (paths.data() / "checks", "*.sql"),
    }
    return [
        Finding(f"{len(found)} {name}" if found else f"no {name} in {folder}", bool(found), _AGAIN)
        for name, (folder, pattern) in wanted.items()
        for found in [sorted(folder.glob(pattern))]
    ]


def _sample() -> Finding:
    from toolkit.record import open_record

    try:
        tables = len(open_record(paths.sample_record()).files)
    except CaseReviewError as problem:
        return Finding(f"the sample record cannot be opened: {problem.what}", False, _AGAIN)
    return Finding(f"the sample record, with {tables} tables", tables > 0, _AGAIN)


def _kernel() -> Finding:
    from jupyter_client.kernelspec import find_kernel_specs

    return Finding("a Python kernel for notebooks", "python3" in find_kernel_specs(), "python -m ipykernel install --sys-prefix")
