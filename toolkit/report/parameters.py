"""A notebook's `parameters` cell is its interface: names, types, defaults and help are read from it, and values checked.

Each line of the cell is `name: type = default  # help`. The types are

======================  ==================================================================================
`str`                   text as typed: 00123 stays 00123
`int`, `float`          a number; `nan` and `inf` are refused
`bool`                  yes or no (also true or false, 1 or 0)
`"date"`                a day as ISO text, 2024-05-01; the notebook gets text
`"moment"`              a day, or a day and a time (2024-05-01T10:30:00), as ISO text
`"id"`                  text that identifies somebody or something of a case: never written to a manifest or a log
`"path"`                a file or folder that is there; the notebook gets it made absolute, a manifest only its last name
`"choice[a, b]"`        one of these words
======================  ==================================================================================

Types in quotes need no import, so the cell also runs in JupyterLab and under plain papermill. A parameter called
`case_id`, or anything else that ends in `_id` or `_ids`, counts as `"id"` whatever its type says. An empty value is
accepted where the default is empty (`""` or `None`). A parameter without a type takes that of its default.
"""

from __future__ import annotations

import ast
import io
import math
import re
import tokenize
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError, nearest
from toolkit.report.find import read_source, resolve, tags_of, text_of

PLAIN = ("str", "int", "float", "bool", "date", "moment", "id", "path")
WITHHELD = "withheld"
_LONGEST_SAID = 80
_YES, _NO = {"yes", "true", "1", "on"}, {"no", "false", "0", "off"}


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook: how it is called, what it takes, its default and what it is for."""

    name: str
    type: str
    default: Any
    help: str
    choices: tuple[str, ...] = ()

    @property
    def identifies(self) -> bool:
        """Whether its value could say whose case it is, and so must stay out of manifests and logs."""
        return self.type == "id" or self.name.endswith(("_id", "_ids"))

    def shown(self, value: Any) -> Any:
        """Return the value as it may stand in a manifest: identifiers withheld, paths by their last name only."""
        if self.identifies and value not in ("", None):
            return WITHHELD
        return Path(value).name if self.type == "path" and value else value


def read_parameters(notebook: str | Path) -> list[Parameter]:
    """Return the parameters of a notebook, in the order of its `parameters` cell.

    Args:
        notebook: the name of a notebook, or the path of one.

    Raises:
        CaseReviewError: no such notebook, or its parameters cell breaks the rules above (all its faults at once).
    """
    path = resolve(notebook)
    cells = [c for c in read_source(path)["cells"] if c.get("cell_type") == "code" and "parameters" in tags_of(c)]
    return parse_parameters("\n".join(text_of(c) for c in cells), path.name)


def convert(notebook: str | Path, given: Mapping[str, str]) -> dict[str, Any]:
    """Return typed values for what was given as text, ready to hand to the notebook; defaults are left to the notebook.

    Args:
        notebook: the name of a notebook, or the path of one.
        given: parameter name to text. A value that is already of the right type is accepted too.

    Raises:
        CaseReviewError: unknown names (with the nearest valid one) and values of the wrong type, all in one message.
    """
    return check_values(read_parameters(notebook), given, Path(notebook).stem)


def check_values(parameters: list[Parameter], given: Mapping[str, Any], notebook: str) -> dict[str, Any]:
    """Return typed values for what was given; see :func:`convert`.

    >>> case = Parameter("case_id", "id", "", "the case")
    >>> check_values([case], {"case_id": "00123"}, "learning_review")
    {'case_id': '00123'}
    >>> check_values([case], {"case": "00123"}, "learning_review")
    Traceback (most recent call last):
    toolkit.errors.CaseReviewError: The parameters of learning_review cannot be used
      - there is no parameter case (did you mean case_id?)
    It takes: case_id.
    """
    typed, problems = typed_values(parameters, given)
    if problems:
        known = ", ".join(p.name for p in parameters) or "no parameters"
        raise CaseReviewError(f"The parameters of {notebook} cannot be used", problems, f"It takes: {known}.")
    return typed


def typed_values(parameters: list[Parameter], given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the typed values of what can be used, and what is wrong with the rest, in words."""
    known = {p.name: p for p in parameters}
    typed, problems = {}, []
    for name, text in given.items():
        if name not in known:
            problems.append(f"there is no parameter {name}{nearest(name, known)}")
            continue
        try:
            typed[name] = typed_value(known[name], text)
        except ValueError as error:
            problems.append(f"{name}: {error}")
    return typed, problems


def typed_value(parameter: Parameter, given: Any) -> Any:
    """Return one given value in its parameter's type.

    Raises:
        ValueError: in words that name what was expected, and the value itself unless it identifies somebody.

    >>> typed_value(Parameter("n", "int", 1, ""), "12")
    12
    >>> typed_value(Parameter("as_of", "date", "", ""), "2024-02-30")
    Traceback (most recent call last):
    ValueError: '2024-02-30' is not a day such as 2024-05-01
    """
    if given in ("", None):
        if parameter.default in ("", None):
            return parameter.default
        raise ValueError(f"is empty; leave it out to use {parameter.default!r}")
    if parameter.choices:
        return _choice(str(given), parameter.choices)
    return _READERS[parameter.type](given)


def parse_parameters(source: str, notebook: str = "the notebook") -> list[Parameter]:
    """Return the parameters that a cell's source defines.

    >>> [p] = parse_parameters('case_id: "id" = "00123"  # the case')
    >>> p.type, p.default, p.help
    ('id', '00123', 'the case')
    """
    try:
        body, helps = ast.parse(source).body, _comments(source)
    except SyntaxError as error:
        raise CaseReviewError(f"The parameters cell of {notebook} is not Python", [f"line {error.lineno}"]) from error
    found, problems = [], []
    for line in (node for node in body if not _is_docstring(node)):
        try:
            found.append(_parameter(line, helps.get(line.end_lineno or line.lineno, "")))
        except ValueError as error:
            problems.append(f"line {line.lineno}: {error}")
    if problems:
        raise CaseReviewError(f"The parameters cell of {notebook} cannot be used", problems)
    return found


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _parameter(line: ast.stmt, help_text: str) -> Parameter:
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and line.value is not None:
        name, annotation = line.target.id, _annotation(line.annotation)
    elif isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
        name, annotation = line.targets[0].id, ""
    else:
        raise ValueError("is not of the form: name: type = default  # help")
    try:
        default = ast.literal_eval(line.value or "")
    except ValueError:
        raise ValueError(f"the default of {name} is not a plain value") from None
    choices = _choices(annotation)
    kind = "str" if choices else annotation or type(default).__name__
    if kind not in PLAIN:
        raise ValueError(f"{name} has the type {kind}, which is none of {', '.join(PLAIN)} or choice[…]")
    return Parameter(name, kind, default, help_text, choices)


def _annotation(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)


def _choices(annotation: str) -> tuple[str, ...]:
    inside = re.fullmatch(r"choice\[(.+)\]", annotation.strip())
    return tuple(word.strip() for word in inside[1].split(",")) if inside else ()


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT}


def quoted(given: object) -> str:
    """Return a value as a message has it: in one line, without what a terminal would obey, no longer than one can read.

    >>> quoted("a\\x1b[31m"), len(quoted("A" * 1000))
    ("'a\\\\x1b[31m'", 83)
    """
    said = str(given)
    return repr(said if len(said) <= _LONGEST_SAID else f"{said[:_LONGEST_SAID]}…")


def _choice(given: str, choices: tuple[str, ...]) -> str:
    if given in choices:
        return given
    raise ValueError(f"{quoted(given)} is none of {', '.join(choices)}{nearest(given, choices)}")


def _text(given: Any) -> str:
    text = str(given)
    if not _reads(str.encode, text):  # so Python hands on what is not UTF-8 on a command line
        raise ValueError("holds half a character, which no file can hold; give it in UTF-8")
    return text


def _int(given: Any) -> int:
    if isinstance(given, int) and not isinstance(given, bool):
        return given
    if re.fullmatch(r"[+-]?[0-9]+", str(given).strip()):
        return int(given)
    raise ValueError(f"{quoted(given)} is not a whole number")


def _float(given: Any) -> float:
    text = str(given).strip()
    number = float(text) if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?", text) else math.nan
    if not math.isfinite(number):
        raise ValueError(f"{quoted(given)} is not a number")
    return number


def _bool(given: Any) -> bool:
    word = str(given).strip().lower()
    if word in _YES | _NO:
        return word in _YES
    raise ValueError(f"{quoted(given)} is not yes or no")


def _date(given: Any) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(given)) and _reads(date.fromisoformat, str(given)):
        return str(given)
    raise ValueError(f"{quoted(given)} is not a day such as 2024-05-01")


def _moment(given: Any) -> str:
    text = str(given).replace(" ", "T")
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?", text) and _reads(datetime.fromisoformat, text):
        return text
    raise ValueError(f"{quoted(given)} is not a day such as 2024-05-01, nor a time such as 2024-05-01T10:30:00")


def _reads(reader: Callable[[str], object], text: str) -> bool:
    try:
        reader(text)
    except ValueError:
        return False
    return True


def _path(given: Any) -> str:
    try:
        path = Path(str(given)).expanduser()
        if path.exists():
            return str(path.resolve())
    except (OSError, RuntimeError, ValueError):  # too long, the home of nobody, a character that no name can hold
        pass
    raise ValueError(f"there is nothing at {quoted(given)}")


_READERS: dict[str, Callable[[Any], Any]] = {
    "str": _text,
    "id": _text,
    "int": _int,
    "float": _float,
    "bool": _bool,
    "date": _date,
    "moment": _moment,
    "path": _path,
}
