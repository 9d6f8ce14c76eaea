"""A form in JupyterLab: the same questions as widgets, which save the same JSON as the page does."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from toolkit.errors import CaseReviewError
from toolkit.report import clean, markup
from toolkit.review.forms.answers import CONCERN, Answers, check_answers, tidied, written
from toolkit.review.forms.form import CHOICE, Form, Item
from toolkit.review.settings import Settings, read_settings


def show_form(
    form: Form,
    review: str,
    pack: str,
    rater: str,
    stage: str = "blind",
    to: str | Path = ".",
    before: Mapping[int, str] | None = None,
    settings: Settings | None = None,
    pack_sha256: str = "",
) -> FormWidgets:
    """Return a form as widgets; as the last value of a cell it is shown.

    Args:
        form: the form.
        review, pack, rater, stage: whose answers to what they are.
        to: the folder that the file of answers is saved in.
        before: markup that stands before the questions of a page, by its number.
        settings: the agency's settings, with its route for urgent concerns.
        pack_sha256: the hash of the pack, to be saved with the answers.

    Raises:
        CaseReviewError: the folder is not there, or a label cannot be used.

    >>> from toolkit.review.forms import read_form
    >>> shown = show_form(read_form("rating"), "r", "P01", "R1")
    >>> [page.layout.display for page in shown.pages]
    ['', 'none', 'none', 'none']
    """
    return FormWidgets(form, Answers(form.name, form.sha256, review, pack, rater, stage, pack_sha256), Path(to), before, settings)


class FormWidgets:
    """The widgets of a form; see :func:`show_form`.

    Attributes:
        fields: the widget of each item.
        concern: the box for an immediate concern.
        pages: one box a page; those that are not open yet are not displayed.
        said: what is wrong, or where the answers were saved.
    """

    def __init__(
        self, form: Form, head: Answers, to: Path, before: Mapping[int, str] | None = None, settings: Settings | None = None
    ) -> None:
        import ipywidgets as w

        wrong = check_answers(form, {**head.told(), CONCERN: "asked for its head only"})
        wrong += [] if to.is_dir() else [f"there is no folder {to.name}"]
        if wrong:
            raise CaseReviewError("The form cannot be shown", wrong, "Give plain labels, and a folder that is there.")
        self.form, self._head, self._to = form, head, to
        self.fields: dict[str, Any] = {i.id: _field(i) for i in form.items}
        self._rows = {i.id: w.VBox([_asks(i), _with_its_end(i, self.fields[i.id])]) for i in form.items}
        self.concern = w.Textarea(rows=3, layout=w.Layout(width="42em"), tooltip=form.concern)
        self.said = w.HTML()
        self.open = 0
        self.pages = [self._page(place, before or {}) for place in range(len(form.pages))]
        urgent = markup.paragraphs((settings or read_settings()).urgent_lines)
        worry = [w.HTML(_strong(form.concern) + markup.paragraphs(form.concern_help)), self.concern]
        save = w.Button(description="Save my answers", button_style="primary", layout=w.Layout(width="auto"))
        save.on_click(lambda _: self.save())
        title, intro = w.HTML(markup.element("h2", markup.text(form.title))), w.HTML(markup.paragraphs(form.intro))
        route = w.VBox([w.HTML(urgent)], layout=w.Layout(border="2px solid", padding="0 1em"))
        self.box = w.VBox([title, route, intro, *self.pages, *worry, self.said, save])
        for field in self.fields.values():
            field.observe(lambda _: self._show(), "value")
        self._show()

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.box)

    def _page(self, place: int, before: Mapping[int, str]) -> Any:
        import ipywidgets as w

        page = self.form.pages[place]
        read = clean.clean(before.get(page.number, ""))
        head = markup.element("h3", markup.text(page.title)) + markup.paragraphs(page.lead) + read
        parts: list[Any] = [w.HTML(head)]
        for section, items in groupby(self.form.on(page.number), key=lambda item: item.section):
            parts += [w.HTML(markup.element("h4", markup.text(section)))] if section else []
            parts += [self._rows[item.id] for item in items]
        if self.form.gate and place + 1 < len(self.form.pages):
            go = w.Button(description=page.next, layout=w.Layout(width="auto"))
            go.on_click(lambda _: self.go_on())
            parts.append(go)
        return w.VBox(parts)

    def go_on(self) -> bool:
        """Open the next page where the one before is whole; the answers of a fixed page then stay as they are."""
        page = self.form.pages[self.open]
        here = {f"page {page.number}, {i.id}" for i in self.form.on(page.number)}
        wrong = [p for p in check_answers(self.form, {**self.answers().told(), CONCERN: ""}) if p.split(":")[0] in here]
        self._tell(wrong)
        if wrong or self.form.stopped(self.answers().answers) or self.open + 1 >= len(self.form.pages):
            return False
        for item in self.form.on(page.number) if page.fixed else ():
            self.fields[item.id].disabled = True
        self.pages[self.open].children[-1].layout.display = "none"
        self.open += 1
        self._show()
        return True

    def answers(self) -> Answers:
        """Return what is answered so far."""
        raw = {i.id: _value(i, self.fields[i.id].value) for i in self.form.items}
        given = {i.id: raw[i.id] if i.asked(raw) else None for i in self.form.items}
        now = datetime.now().isoformat(timespec="seconds")
        return Answers(**{**vars(self._head), "saved_at": now, "answers": given, "concern": self.concern.value.strip()})

    def save(self) -> Path | None:
        """Save the answers as a file that only its owner may read, where nothing is wrong with them; return its path."""
        found = self.answers()
        wrong = check_answers(self.form, found.told())
        self._tell(wrong)
        if wrong:
            return None
        name = "-".join((found.review, found.pack, found.rater, found.stage))
        file = self._to / f"{re.sub('[^A-Za-z0-9.-]+', '_', name)}.json"
        with open(file, "w", encoding="utf-8", newline="", opener=lambda p, flags: os.open(p, flags, 0o600)) as stream:
            stream.write(written(found))
        self.said.value = markup.paragraphs([f"Saved as {file.name}.", self.form.give_to])
        return file

    def _show(self) -> None:
        raw = {i.id: _value(i, self.fields[i.id].value) for i in self.form.items}
        last = self.open if self.form.gate else len(self.pages)
        for place, box in enumerate(self.pages):
            box.layout.display = "" if place <= last else "none"
        for item in self.form.items:
            self._rows[item.id].layout.display = "" if item.asked(raw) else "none"

    def _tell(self, wrong: list[str]) -> None:
        self.said.value = _strong("Still to be given or mended") + markup.items(wrong) if wrong else ""


def _field(item: Item) -> Any:
    import ipywidgets as w

    wide = w.Layout(width="42em")
    if item.answer == CHOICE:
        return w.RadioButtons(options=[(c.words, c.value) for c in item.choices], value=None, layout=wide, tooltip=item.question)
    if item.kind in ("long", "evidence"):
        return w.Textarea(rows=4, layout=wide, tooltip=item.question)
    return w.Text(layout=wide if item.kind == "text" else w.Layout(width="8em"), tooltip=item.question)


def _with_its_end(item: Item, field: Any) -> Any:
    """A percentage is typed beside the words "of 100", as on the page."""
    import ipywidgets as w

    return w.HBox([field, w.HTML(f"of {item.ends[1]}")]) if item.kind == "percent" else field


def _asks(item: Item) -> Any:
    import ipywidgets as w

    return w.HTML(_strong(item.question) + (markup.paragraphs(item.help) if item.help else ""))


def _strong(words: str) -> str:
    return markup.element("p", markup.element("strong", markup.text(words)))


def _value(item: Item, value: Any) -> Any:
    plain = str(value or "").strip()
    return tidied(item, int(plain) if item.answer == "number" and re.fullmatch(r"\d{1,3}", plain) else value or None)
