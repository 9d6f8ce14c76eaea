"""What an agency says of itself: the route for urgent concerns first of all; a file of its own states only what differs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit import paths
from toolkit.errors import CaseReviewError, nearest

NO_ROUTE = (
    "Your agency has not written its own route here. Call the duty line of children's social care for the child's area, or the "
    "emergency number where a child is in danger now."
)
NOTHING_IS_SENT = "Nothing is sent from this page: somebody must make the call."


@dataclass(frozen=True)
class Settings:
    """An agency's settings for reviews; what each means stands in `data/review/settings.toml`."""

    agency: str
    urgent_route: str
    support: str
    horizon_days: int
    comparisons: int
    double_share: int

    @property
    def urgent_lines(self) -> list[str]:
        """The sentences that open every pack, form, audit sheet and workshop."""
        return ["If you fear for a child now, stop reading and act.", self.urgent_route or NO_ROUTE, NOTHING_IS_SENT]


def read_settings(path: str | Path | None = None) -> Settings:
    """Return the settings, with those of an agency's own file in the place of the project's.

    Args:
        path: a TOML file with lines such as `urgent_route = "…"`; the project's own where none is named.

    Raises:
        CaseReviewError: every unknown name, wrong kind of value and number below its least at once.

    >>> read_settings().horizon_days
    365
    >>> "duty line" in read_settings().urgent_lines[1]
    True
    """
    shipped = _read(paths.data() / "review" / "settings.toml")
    own = _read(Path(path)) if path else {}
    problems = [f"there is no setting {name}{nearest(name, shipped)}" for name in own if name not in shipped]
    values = {name: entry["value"] for name, entry in shipped.items()}
    for name in own.keys() & shipped.keys():
        given = own[name]["value"] if isinstance(own[name], Mapping) and "value" in own[name] else own[name]
        problems += _wrong(name, given, shipped[name])
        values[name] = given
    if problems:
        raise CaseReviewError("The settings cannot be used", problems, "See data/review/settings.toml for every name and kind.")
    return Settings(**values)


def _wrong(name: str, given: Any, shipped: Mapping[str, Any]) -> list[str]:
    if type(given) is not type(shipped["value"]):
        return [f"{name} must be {'a whole number' if isinstance(shipped['value'], int) else 'a text'}"]
    if "least" in shipped and given < shipped["least"]:
        return [f"{name} must be {shipped['least']} or more"]
    return []


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        why = "it is not text in UTF-8" if isinstance(error, UnicodeDecodeError) else "there is no such file"
        raise CaseReviewError("The settings cannot be read", [f"{path.name}: {why}"], "Name a TOML file.") from None
    except tomllib.TOMLDecodeError as error:
        raise CaseReviewError("The settings cannot be read", [f"{path.name}: {error}"], "Mend the file.") from None
