"""A finished figure: its picture as text or bytes, its text alternative, its caption, and the table it was drawn from."""

from __future__ import annotations

import base64
import contextlib
import io
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeVar

from toolkit.pseudonyms import masked

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

T = TypeVar("T")
LARGEST_SVG = 250_000
PNG_DPI = 160
WIDTH, NARROW = 8.6, 4.1  # inches: across the page, and of those that stand two beside each other
SMALL = 8.5  # points: a smaller letter would be printed below seven
MOST_ROWS = 12  # of one picture: what a longer one leaves free on a sheet of paper, it leaves empty

# Okabe and Ito (2008), Color Universal Design: told apart with every common kind of colour vision.
BLACK, ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILLION, PURPLE = (
    "#000000",
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#D55E00",
    "#CC79A7",
)
INK, SOFT, RULE, PALE = "#1b2127", "#4e5963", "#c9cfd4", "#eceff1"

_STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": SOFT,
    "axes.grid": False,
    "axes.labelcolor": SOFT,
    "axes.labelsize": 9,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.dpi": 100,
    "figure.facecolor": "white",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "hatch.linewidth": 0.7,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "savefig.bbox": None,
    "svg.fonttype": "path",
    "svg.hashsalt": "casereview",
    "text.color": INK,
    "text.parse_math": False,
    "text.usetex": False,
    "xtick.color": SOFT,
    "xtick.labelsize": 8.5,
    "ytick.color": INK,
    "ytick.labelsize": 9,
    "ytick.major.size": 0,
}


@dataclass(frozen=True)
class Drawing:
    """One figure, ready for a page: SVG where it is small, else PNG, with the words and the table that say the same.

    `rows` are the result rows that it was drawn from, where it was: what leaves as CSV, and what the gate of small numbers reads.
    `more` are further pictures of the same, where one would be too long for a sheet of paper. Those that are `narrow` stand two
    beside each other where there is room. In one that is `written` every figure of its table stands, so that paper needs no other.
    """

    alt: str
    caption: str
    svg: str | None = None
    png: bytes | None = None
    table: pd.DataFrame = field(default=None)  # type: ignore[assignment]
    rows: pd.DataFrame | None = None
    more: tuple[Drawing, ...] = ()
    narrow: bool = False
    written: bool = False

    @property
    def address(self) -> str:
        """The picture as a data address, so that a page fetches nothing; of several pictures theirs with a blank between them."""
        kind, content = ("svg+xml", self.svg.encode()) if self.svg is not None else ("png", self.png or b"")
        own = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
        return " ".join([own, *(drawing.address for drawing in self.more)])


@contextlib.contextmanager
def canvas(
    height: float, columns: int = 1, measured: bool = True, width: float = WIDTH, **options: Any
) -> Iterator[tuple[Figure, Any]]:
    """Give a figure and its axes in the house style, whatever style the user has set; needs no display.

    Args:
        height: inches.
        columns: panels side by side.
        measured: whether room is made for what stands around the axes by measuring it; else :func:`lay_out` is to be called.
        width: inches: that of a report, or :data:`NARROW`.
        options: handed to `Figure.subplots`.
    """
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(), warnings.catch_warnings():
        # A letter that the font lacks is drawn as a box; text alternative and table hold the word itself.
        warnings.filterwarnings("ignore", message="Glyph")
        style: Any = {k: v for k, v in matplotlib.rcParamsDefault.items() if k not in _NOT_STYLE} | _STYLE
        matplotlib.rcParams.update(style)
        layout: Any = None if measured else "none"
        figure = Figure(figsize=(width, height), layout=layout)
        FigureCanvasAgg(figure)
        yield figure, figure.subplots(1, columns, **options)


def lay_out(figure: Figure, labels: Iterable[str], top: float, bottom: float, right: float = 0.08, between: float = 0.15) -> None:
    """Place the axes of a figure that is not `measured` by known inches and the widest label of the vertical axis.

    The library's own layout draws all that stands around the axes twice over to learn the same.

    Args:
        figure: the figure, its axes drawn.
        labels: the labels of the vertical axis, as they are drawn.
        top, bottom, right: inches that stand free for titles, axis and legend.
        between: inches between panels.

    >>> with canvas(2, measured=False) as (figure, axes):
    ...     lay_out(figure, ["a label"], top=0.6, bottom=0.4)
    ...     print(f"{axes.get_position().height:.1f}")
    0.5
    """
    left = _widest(figure, labels) + 0.12
    room, height = WIDTH - left - right, figure.get_figheight()
    across = len(figure.axes)
    figure.subplots_adjust(
        left=left / WIDTH,
        right=1 - right / WIDTH,
        top=1 - top / height,
        bottom=bottom / height,
        wspace=between * across / (room - between * (across - 1)),
    )


def _widest(figure: Any, labels: Iterable[str]) -> float:
    """Inches that the widest of some labels takes."""
    from matplotlib.font_manager import FontProperties

    draw = figure.canvas.get_renderer()
    font = FontProperties(family=_STYLE["font.family"], size=_STYLE["ytick.labelsize"])
    widths = (draw.get_text_width_height_descent(label, font, False)[0] for label in {*labels} - {""})
    return max(widths, default=0) / figure.dpi


def finish(figure: Figure, alt: str, caption: str, table: pd.DataFrame) -> Drawing:
    """Return the drawing of a figure: the same bytes each time for the same numbers."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    narrow = bool(figure.get_figwidth() <= NARROW)
    for axes in figure.axes:  # what lies within its axes takes no room of the layout's, and need not be measured for it
        for artist in (*axes.lines, *axes.patches, *axes.collections):
            artist.set_in_layout(False)
    out = io.StringIO()
    # Not by `savefig`: that draws everything twice, the first time to no effect.
    FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None})
    if len(out.getvalue()) <= LARGEST_SVG:
        return Drawing(alt, caption, svg=out.getvalue(), table=table, narrow=narrow)
    raster = io.BytesIO()
    figure.savefig(raster, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return Drawing(alt, caption, png=raster.getvalue(), table=table, narrow=narrow)


def of_several(sheets: Sequence[Drawing], alt: str, table: pd.DataFrame, rows: pd.DataFrame | None) -> Drawing:
    """Return several pictures of one thing as one drawing, with one text alternative and one table."""
    return replace(sheets[0], alt=alt, table=table, rows=rows, more=tuple(sheets[1:]))


def on_sheets(rows: Sequence[T], head: Callable[[T], str], most: int = MOST_ROWS) -> list[list[T]]:
    """Return the rows of a picture as those of several, each short enough to be printed: what stands under one head stays together.

    >>> on_sheets(["a1", "a2", "b1", "b2", "c1"], lambda row: row[0], most=4)
    [['a1', 'a2', 'b1', 'b2'], ['c1']]
    """
    sheets: list[list[T]] = [[]]
    for _, under in groupby(rows, head):
        own = list(under)
        if sheets[-1] and len(sheets[-1]) + len(own) > most:
            sheets.append([])
        sheets[-1] += own
    return sheets


def line(axes: Any, x: list[Any], y: list[float], **look: Any) -> None:
    """Add a line or a mark to axes whose limits stand already, without looking for new ones; days as matplotlib counts them."""
    from matplotlib.lines import Line2D

    axes.add_artist(Line2D(x, y, **look))


def shortened(words: object, most: int) -> str:
    """Return a text that fits in a figure: one line, no characters that a font cannot show, cut where it is too long.

    >>> shortened("a note\\nof two lines", 8)
    'a note …'
    """
    # Before it is cut: half an identifier is still one.
    line = " ".join("".join(c if c.isprintable() or c.isspace() else " " for c in masked(str(words))).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def counted(n: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    >>> counted(1, "entry", "entries"), counted(0, "plan")
    ('1 entry', '0 plans')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"


_NOT_STYLE = frozenset({"backend", "backend_fallback", "interactive", "toolbar", "timezone", "webagg.address", "webagg.port"})
