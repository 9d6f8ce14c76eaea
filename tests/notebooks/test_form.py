"""What every notebook that is offered has: an interface that explains itself, cells that only call, and an end that is closed."""

from __future__ import annotations

import ast
import re

import pytest

from tests.notebooks.running import NAMES, WITH_ENDINGS, notebook
from toolkit import paths
from toolkit.report import notebooks, read_parameters
from toolkit.report.find import tags_of, text_of
from toolkit.report.parameters import PLAIN

COMPUTES = (
    ast.For, ast.While, ast.If, ast.IfExp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda, ast.FunctionDef,
    ast.ClassDef, ast.BinOp, ast.UnaryOp, ast.AugAssign, ast.Compare, ast.Try, ast.With, ast.Subscript, ast.Slice, ast.JoinedStr,
)  # fmt: skip


@pytest.fixture(params=NAMES)
def cells(request):
    return notebook(request.param)["cells"]


@pytest.fixture(params=WITH_ENDINGS)
def with_ending(request):
    return notebook(request.param)["cells"]


def code_of(cells, *without: str):
    return [c for c in cells if c["cell_type"] == "code" and not tags_of(c) & set(without)]


def tagged(cells, tag: str) -> list[int]:
    return [n for n, cell in enumerate(cells) if tag in tags_of(cell)]


def test_these_are_the_notebooks_that_are_offered():
    assert set(notebooks()) == set(NAMES)


def test_no_outputs_are_kept(cells):
    assert all(c["outputs"] == [] and c["execution_count"] is None for c in code_of(cells))


def test_ids_are_ours_and_each_stands_once(cells):
    ids = [c["id"] for c in cells]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"c\d\d[a-z]?", i) for i in ids)
    assert ids == sorted(ids)


def test_no_cell_ends_in_a_value_that_the_page_would_show_as_it_is(cells):
    """What is not named is shown: a record would stand there with the paths of its files."""
    last = [ast.parse(text_of(c)).body[-1] for c in code_of(cells, "parameters")]
    bare = [ast.unparse(line) for line in last if isinstance(line, ast.Expr)]
    assert [line for line in bare if not line.startswith("show.")] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_file_says_who_it_is_and_what_runs_it(name):
    own = notebook(name)
    assert own["metadata"]["kernelspec"] == {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert set(own["metadata"]["casereview"]) >= {"title", "description", "subject"}
    assert (own["nbformat"], own["nbformat_minor"]) == (4, 5)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_a_type_and_an_explanation(name):
    [place] = tagged(notebook(name)["cells"], "parameters")
    lines = ast.parse(text_of(notebook(name)["cells"][place])).body
    assert all(isinstance(line, ast.AnnAssign) for line in lines)
    found = read_parameters(paths.notebooks() / f"{name}.ipynb")
    assert [p.name for p in found] == [line.target.id for line in lines]
    assert all(p.type in PLAIN and len(p.help) > 10 for p in found)
    assert {"record", "as_of", "seed"} <= {p.name for p in found}


def test_a_cell_calls_once_and_computes_nothing(cells):
    for cell in code_of(cells, "parameters"):
        body = ast.parse(text_of(cell)).body
        imports = [isinstance(line, (ast.Import, ast.ImportFrom)) for line in body]
        assert all(imports) or len(body) == 1, cell["id"]
        assert all(imports) or isinstance(body[0], (ast.Expr, ast.Assign)), cell["id"]
        assert all(imports) or isinstance(body[0].value, ast.Call), cell["id"]
        computed = [n for n in ast.walk(ast.Module(body, [])) if isinstance(n, COMPUTES) and not _set_in_parameters(n)]
        assert computed == [], cell["id"]


def _set_in_parameters(node: ast.AST) -> bool:
    return isinstance(node, ast.BoolOp)  # record or paths.sample_record(): what stands for an empty parameter


def test_it_begins_in_short_and_ends_with_its_method(cells):
    assert text_of(cells[0]).startswith("# ")
    summaries = tagged(cells, "summary")
    first_section = next(n for n, c in enumerate(cells) if c["cell_type"] == "markdown" and text_of(c).startswith("## "))
    assert first_section == summaries[0]
    assert tagged(cells, "method") == [len(cells) - 1]


def test_every_section_says_what_it_shows_and_what_to_ask(cells):
    heads = [n for n, c in enumerate(cells) if c["cell_type"] == "markdown" and text_of(c).startswith("## ")]
    for start, stop in zip(heads, [*heads[1:], len(cells)], strict=True):
        tags = set().union(*(tags_of(c) for c in cells[start:stop]))
        if "summary" in tags and "shows" not in tags or not code_of(cells[start:stop]):
            continue
        assert {"shows", "reading", "ask"} <= tags, text_of(cells[start])


def test_what_came_later_is_a_part_of_its_own_with_its_own_summary(with_ending):
    [afterwards] = tagged(with_ending, "afterwards")
    assert any(n > afterwards for n in tagged(with_ending, "summary"))


def test_what_looks_at_no_ending_has_no_such_part():
    assert [name for name in NAMES if tagged(notebook(name)["cells"], "afterwards")] == list(WITH_ENDINGS)


def test_what_came_later_is_not_computed_before_its_part(with_ending):
    cells = with_ending
    [afterwards] = tagged(cells, "afterwards")
    above = "\n".join(text_of(c) for c in code_of(cells[:afterwards]) if "import" not in text_of(c))
    assert not re.search(r"\b(afterwards|audit_later|sealed)\.", above)
