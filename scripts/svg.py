"""Lines, boxes and words of a drawing, on paper of its own."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

WIDTH = 720
INK, PALE, PAPER, LINE = "#22303c", "#5d6b78", "#fbfaf6", "#c9cfd4"
FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"


def box(x: float, y: float, width: float, height: float, fill: str, *, round_by: int = 3) -> str:
    """Return a rectangle with a thin edge."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{round_by}" '
        f'fill="{fill}" stroke="{PALE}" stroke-width="0.7"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, *, colour: str = PALE, more: str = "") -> str:
    """Return a straight line; `more` are further attributes."""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" {more}/>'
    )


def arrow(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a line with a head at its end."""
    return line(x1, y1, x2, y2, more='stroke-width="1.5" marker-end="url(#head)"')


def text(
    x: float,
    y: float,
    words: object,
    *,
    size: int = 14,
    at: str = "start",
    colour: str = INK,
    bold: bool = False,
) -> str:
    """Return a line of text; `at` says which of its ends, or its middle, stands at `x`."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{at}" fill="{colour}"{weight}>'
        f"{escape(str(words))}</text>"
    )


def drawing(title: str, height: int, parts: Iterator[str]) -> str:
    """Return a drawing on paper of its own, so that it reads the same on light and dark pages."""
    head = (
        f'<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        f'orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="{PALE}"/></marker>'
    )
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" font-family="{FONT}">\n<title>{escape(title)}</title>\n<defs>{head}</defs>\n'
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="{PAPER}"/>\n{body}\n</svg>\n'
    )
