"""Rows of a picture under one another, each as high as the lines of its words, under the heads that they stand under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from toolkit.draw.drawing import SMALL

_LINE, _BETWEEN = 0.142, 0.05  # inches: a line of the small letter, and what stands free between two rows


@dataclass(frozen=True)
class Stack:
    """Where heads and rows stand, in inches from the top: each head's middle and its words, each row's middle and height."""

    heads: tuple[tuple[float, str], ...]
    rows: tuple[tuple[float, float], ...]
    height: float


def stacked(heads: Sequence[str], labels: Sequence[str]) -> Stack:
    """Place rows one under the other, and a head wherever another one begins.

    Args:
        heads: what each row stands under, as it is drawn; empty for none.
        labels: the words of each row, as they are drawn, in one line or several.

    >>> found = stacked(["a", "a", "b"], ["one", "two\\nlines", "three"])
    >>> [head for _, head in found.heads], [round(height, 2) for _, height in found.rows], round(found.height, 1)
    (['a', 'b'], [0.19, 0.33, 0.19], 1.1)
    """
    y, last, placed, rows = 0.0, "", [], []
    for head, label in zip(heads, labels, strict=True):
        if head and head != last:
            placed.append((y + _tall(head) / 2, head))
            y += _tall(head)
        last = head
        rows.append((y + _tall(label) / 2, _tall(label)))
        y += _tall(label)
    return Stack(tuple(placed), tuple(rows), max(y, _tall("")))


def label(axes: Any, stack: Stack, labels: Sequence[str], x: float, ha: str = "right") -> None:
    """Write the heads and the words of rows beside an axis that is as high as they are.

    Args:
        axes: the axis.
        stack: where they stand.
        labels: the words of each row, as they were stacked.
        x: where heads end, or begin where `ha` is `left`; in widths of the axis.
        ha: the side of the heads that is at x.
    """
    for y, head in stack.heads:
        axes.text(x, y, head, transform=axes.get_yaxis_transform(), ha=ha, va="center", weight="bold", fontsize=SMALL)
    axes.set_ylim(stack.height, 0)
    axes.set_yticks([y for y, _ in stack.rows], labels, fontsize=SMALL)


def _tall(words: str) -> float:
    return _LINE * (words.count("\n") + 1) + _BETWEEN
