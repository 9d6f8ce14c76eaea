"""Notebook in, one report folder out: parameters, execution, template, manifest, index."""

from __future__ import annotations

import sys

# A schema library compiles a grammar at import that no notebook schema uses; without it every start is seconds quicker.
# It must be kept out before papermill, nbformat or nbconvert is imported anywhere.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from toolkit.report.find import notebooks  # noqa: E402
from toolkit.report.index import build_index  # noqa: E402
from toolkit.report.parameters import Parameter, convert, read_parameters  # noqa: E402
from toolkit.report.run import run_notebook  # noqa: E402

__all__ = ["Parameter", "build_index", "convert", "notebooks", "read_parameters", "run_notebook"]
