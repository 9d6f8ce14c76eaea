"""What a form is: pages of questions, each with its kind, its choices and its source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from toolkit.review.lock import canonical

LEVELS = ("", "decision", "reviewer", "organisation")
CHOICE, NUMBER, TEXT = "choice", "number", "text"
CONCERN = "concern"


@dataclass(frozen=True)
class Choice:
    """One answer that can be chosen: what is kept of it, and the words that a person reads."""

    value: str
    words: str


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes:
        id: its name in the answers.
        page: the number of the page it stands on.
        kind: one of those of `data/instruments/kinds.csv`.
        answer: how it is answered: `choice`, `number` or `text`.
        question: what is asked.
        help: a word of help under it.
        choices: what can be chosen; for a number its least and most.
        needed: whether it must be answered, where it is asked.
        when: (item, value) pairs, one of which must hold for it to be asked; none: always.
        section: the heading it stands under.
        level: whom it is about: the decision, the reviewer or the organisation. Levels are never added up.
        counts_in: the rating that is computed from it.
        source: on whose authority it is asked.
    """

    id: str
    page: int
    kind: str
    answer: str
    question: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    needed: bool = True
    when: tuple[tuple[str, str], ...] = ()
    section: str = ""
    level: str = ""
    counts_in: str = ""
    source: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """What can be chosen, as it is kept."""
        return tuple(c.value for c in self.choices)

    @property
    def ends(self) -> tuple[int, int]:
        """The least and the most that a number can be."""
        return int(self.choices[0].value), int(self.choices[0].words)

    def asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether the question is asked, given the other answers."""
        return not self.when or any(str(answers.get(item)) == value for item, value in self.when)


@dataclass(frozen=True)
class Page:
    """One page of a form: its number, title, what stands above its questions, and whether its answers stay as they are then."""

    number: int
    title: str
    lead: tuple[str, ...] = ()
    next: str = "Go on"
    fixed: bool = False


@dataclass(frozen=True)
class Stop:
    """An answer after which nothing else is asked, and what is said then."""

    item: str
    value: str
    words: str


@dataclass(frozen=True)
class Form:
    """A form; see :func:`toolkit.review.forms.read_form`.

    Attributes:
        name: the name of its folder.
        title, version, intro: what heads it.
        pages, items: in their order.
        gate: whether a page is shown only once the one before is answered.
        stop: an answer after which nothing else is asked.
        give_to: what to do with the saved file.
        concern, concern_help: the words of the box for an immediate concern, which stands on every page.
    """

    name: str
    title: str
    version: str
    intro: tuple[str, ...]
    pages: tuple[Page, ...]
    items: tuple[Item, ...]
    gate: bool
    stop: Stop | None
    give_to: str
    concern: str
    concern_help: str

    @cached_property
    def whole(self) -> bytes:
        """All that the form asks, in the one way in which it is kept; :func:`form_of` reads it again."""
        return canonical(asdict(self))

    @cached_property
    def sha256(self) -> str:
        """The hash of :attr:`whole`: a changed word is another form."""
        return hashlib.sha256(self.whole).hexdigest()

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The items by their id, in their order."""
        return {i.id: i for i in self.items}

    def on(self, page: int) -> tuple[Item, ...]:
        """The items of a page."""
        return tuple(i for i in self.items if i.page == page)

    def stopped(self, answers: Mapping[str, Any]) -> bool:
        """Whether an answer was given after which nothing else is asked."""
        return self.stop is not None and answers.get(self.stop.item) == self.stop.value


def form_of(whole: bytes) -> Form:
    """Return a form from what :attr:`Form.whole` gave, whatever the project's own forms have become since.

    Raises:
        ValueError: it is no form.

    >>> form = Form(
    ...     "f",
    ...     "F",
    ...     "1",
    ...     (),
    ...     (Page(0, "P"),),
    ...     (Item("a", 0, "yesno", "choice", "Q?", when=(("b", "no"),)),),
    ...     False,
    ...     None,
    ...     "",
    ...     "",
    ...     "",
    ... )
    >>> form_of(form.whole) == form
    True
    """
    try:
        given = json.loads(whole)
        pages = tuple(Page(**{**page, "lead": tuple(page["lead"])}) for page in given["pages"])
        items = tuple(
            Item(**{**i, "choices": tuple(Choice(**c) for c in i["choices"]), "when": tuple((a, b) for a, b in i["when"])})
            for i in given["items"]
        )
        stop = Stop(**given["stop"]) if given["stop"] else None
        return Form(**{**given, "intro": tuple(given["intro"]), "pages": pages, "items": items, "stop": stop})
    except (TypeError, KeyError, RecursionError) as error:
        raise ValueError(type(error).__name__) from None
