from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.making import MADE_UP, folder_of
from toolkit.report import run_notebook

HOSTILE = (
    "=cmd|' /C calc'!A0 <script>document.title='run'</script><img src=x onerror=\"alert(1)\"><svg onload=alert(2)> "
    "</p></details></section></main><h1>taken over</h1> [a link](javascript:alert(3)) **bold** ![i](https://example.org/a.png) "
    "$\\frac{1}{0}$ \\input{/etc/passwd} {{ 7 * 7 }} {% raw %} &lt; \" ' ` <style>*{display:none}</style> "
    "\u202e\u0007 0x7f3a2b4c5d6e"
)


@pytest.fixture(autouse=True)
def _warm(warm):
    """Kernels are forked here where a test does not say otherwise."""


@pytest.fixture(scope="session")
def plain(once) -> Path:
    """The folder of the made-up review, built by the plain engine."""
    [report] = once("plain", lambda to: run_notebook(MADE_UP, to, parameters={"case_id": "00777"})).glob("*/report.html")
    return report.parent


@pytest.fixture(scope="session")
def hostile(once, warm) -> Path:
    """The folder of the made-up review with a hostile text in each of its texts."""
    [report] = once("hostile", lambda to: folder_of(MADE_UP, to, case_id="00777", hostile=HOSTILE)).glob("*/report.html")
    return report.parent
