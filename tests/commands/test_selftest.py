"""The tests of a checkout: long steps beside the tests, each told whole, and the tests' own closing line at the end."""

from __future__ import annotations

import sys

from toolkit.commands import selftest

CLOSING = "1 failed, 5 passed in 2.00s"


def saying(words: str, code: int = 0) -> list[str]:
    return [sys.executable, "-S", "-c", f"print({words!r}); raise SystemExit({code})"]


def steps(**own: list[str]) -> dict[str, list[str]]:
    names = ("style", "spelling", "types", "imports", "notebooks", "tests")
    return {name: own.get(name, saying(f"words of {name}")) for name in names}


def test_one_that_fails_beside_the_others_fails_all_and_is_told_whole(monkeypatch, capsys):
    made = steps(types=saying("a type is wrong", 1), tests=saying("9 passed in 1.00s"))
    monkeypatch.setattr(selftest, "_steps", lambda *_: made)
    assert selftest.run_all() is False
    lines = capsys.readouterr().out.splitlines()
    assert lines[lines.index("--- types") + 1] == "a type is wrong"
    assert lines[lines.index("--- notebooks") + 1] == "words of notebooks"
    assert "types FAILED" in lines[-2] and "tests passed" in lines[-2]
    assert lines[-1] == "9 passed in 1.00s"


def test_the_last_line_is_that_of_the_tests_though_the_notebooks_end_later(monkeypatch, capsys):
    slow = [sys.executable, "-S", "-c", "import time; time.sleep(0.3); print('7 passed in 0.30s')"]
    monkeypatch.setattr(selftest, "_steps", lambda *_: steps(notebooks=slow, tests=saying(CLOSING, 1)))
    assert selftest.run_all() is False
    assert capsys.readouterr().out.splitlines()[-1] == CLOSING
