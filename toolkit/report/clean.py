"""The gate that every piece of a page passes: allowed elements and attributes only, nothing fetched, nothing run.

Text from a record is escaped where it enters a page. This is the second lock: what a library or a notebook hands over
as markup keeps only what a report needs. The page's content-security policy is the third.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from toolkit.errors import CaseReviewError

TAGS = {
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
}
ATTRIBUTES = {
    "*": {"class"},
    "a": {"href"},
    "abbr": {"title"},
    "dfn": {"title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "tr": {"id"},
    "div": {"role", "tabindex", "aria-label"},
}
_PICTURE = re.compile(r"data:image/(png|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
_CONTENT = re.compile(r"(?<=;base64,)[A-Za-z0-9+/]+={0,2}")
_VALUES = {"role": {"group"}, "tabindex": {"0"}, "scope": {"row", "col"}}
_PLACE = re.compile(r"at-[a-z][0-9]{1,6}")  # of a row that others link to; headings get theirs once the page is whole
_FETCHING = {"src", "srcset", "poster", "data", "action", "formaction", "background", "cite", "ping", "manifest"}
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


def clean(markup: str) -> str:
    """Return markup with everything taken out that a report does not need; what it holds stays balanced.

    >>> clean('<p onclick="x()">a<script>b()</script><a href="https://c">d</a></details></p>')
    '<p>a<a>d</a></p>'
    """
    import nh3

    return nh3.clean(
        markup,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_allowed,
        url_schemes={"data"},
        link_rel=None,
        strip_comments=True,
    )


def faults(markup: str) -> list[str]:
    """Return what must not stand in a report: a figure without text alternative, an address outside the file.

    >>> faults('<img src="data:image/png;base64,AAAA" alt="">')
    ['a figure without a text alternative']
    """
    looker = _Looker()
    looker.feed(_CONTENT.sub("", markup))  # most of a page is what pictures hold
    looker.close()
    return looker.found


def memory_address(plain: str) -> list[str]:
    """Return a fault where printed text holds the address of an object in memory, which differs from run to run.

    >>> memory_address("<Axes at 0x7f3a2b4c5d6e>")
    ['an address in memory (print what the object holds, not the object)']
    """
    return ["an address in memory (print what the object holds, not the object)"] if _ADDRESS.search(plain) else []


def refuse(problems: list[str]) -> None:
    """Raise one error that lists all faults of a notebook's pages, where there are any.

    Raises:
        CaseReviewError: there is at least one.
    """
    if problems:
        raise CaseReviewError(
            "The notebook ran, but what it shows cannot be published", problems, "Mend these cells and run again."
        )


def _allowed(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if _PICTURE.fullmatch(value) else None
    if attribute == "href":
        return value if value.startswith("#") else None
    if attribute == "id":
        return value if _PLACE.fullmatch(value) else None
    if attribute in _VALUES:
        return value if value in _VALUES[attribute] else None
    return value


class _Looker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img" and not (given.get("alt") or "").strip():
            self.found.append("a figure without a text alternative")
        if tag == "img" and not (given.get("src") or "").startswith("data:"):
            self.found.append("a figure that is not in the file itself")
        fetched = {k: v for k, v in given.items() if k in _FETCHING and v and not v.startswith("data:image/")}
        linked = given.get("href") if (given.get("href") or "#")[0] != "#" else None
        if fetched or linked:
            self.found.append("an address outside the report (give it as text)")
