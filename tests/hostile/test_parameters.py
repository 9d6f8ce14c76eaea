"""Hostile texts as parameters: they reach the notebook as they were given, and the page stays as it is built."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.hostile import skeleton, texts
from tests.report.making import code, notebook
from toolkit.errors import CaseReviewError
from toolkit.report import run_notebook
from toolkit.report.parameters import Parameter, typed_value

TOGETHER = 10  # a cell of some hundred parameters takes a notebook long to begin


def asks(folder, count: int):
    """A notebook of so many parameters, which prints one hash of them all."""
    lines = [f'title_{n}: str = "x"  # a text' for n in range(count)]
    given = ", ".join(f"title_{n}" for n in range(count))
    return notebook(
        folder / "asks.ipynb",
        code("\n".join(lines), "parameters"),
        code(f"import hashlib, json\nprint(hashlib.sha256(json.dumps([{given}]).encode()).hexdigest())"),
    )


def test_each_reaches_the_notebook_as_it_was_given(tmp_path):
    every = [t for t in texts.short() if t.strip()]
    given = {"hostile": [" and ".join(every[n : n + TOGETHER]) for n in range(0, len(every), TOGETHER)]}
    given["plain"] = [f"plain words {n}" for n in range(len(given["hostile"]))]
    path = asks(tmp_path, len(given["hostile"]))
    pages = {}
    for kind, words in given.items():
        report = run_notebook(path, tmp_path / kind, parameters={f"title_{n}": w for n, w in enumerate(words)}, engine="fork")
        kept = json.loads(report.with_name("notebook.ipynb").read_text(encoding="utf-8"))
        [printed] = [o["text"] for cell in kept["cells"] for o in cell.get("outputs", ())]
        assert printed.strip() == hashlib.sha256(json.dumps(words).encode()).hexdigest()
        pages[kind] = skeleton.read(report)
    assert pages["hostile"].bones == pages["plain"].bones
    assert pages["hostile"].left_open == []


@pytest.mark.parametrize("kind", ["int", "float", "bool", "date", "moment", "path", "choice"])
def test_a_refused_value_is_told_in_one_short_line(kind):
    """A name that is too long, the home of nobody, what a terminal would obey: words, not a traceback, and never a page of them."""
    parameter = Parameter("given", "str", 1, "", ("one", "two")) if kind == "choice" else Parameter("given", kind, 1, "")
    told = [words for text in ["~nobody-is-called-so/x", "a\0b", *texts.hostile()] if (words := refusal(parameter, text))]
    assert len(told) > 200
    assert [words for words in told if len(words) > 600 or not words.isprintable()] == []


def refusal(parameter: Parameter, text: str) -> str:
    try:
        typed_value(parameter, text)
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("text", texts.lone_surrogates())
def test_what_no_file_can_hold_is_refused_before_anything_runs(text, tmp_path):
    with pytest.raises(CaseReviewError, match="title_0"):
        run_notebook(asks(tmp_path, 1), tmp_path / "out", parameters={"title_0": text})
    assert not (tmp_path / "out").exists()
