"""A tiny builder of SVG text: everything that comes from a file is escaped here, and only here.

Colours and fonts live in the style sheet, by class, so that a figure follows light, dark and
print.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NewType

Svg = NewType("Svg", str)
"""Finished, escaped SVG text. Only this module makes it."""

Number = int | float


def element(name: str, *children: Svg, **attributes: str | Number) -> Svg:
    """Make one element.

    Parameters
    ----------
    name
        Its tag.
    children
        What stands inside.
    attributes
        Underscores stand for hyphens; ``css`` stands for ``class``.
    """
    parts = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items())
    if children:
        return Svg(f"<{name}{parts}>{''.join(children)}</{name}>")
    return Svg(f"<{name}{parts}/>")


def words(content: str) -> Svg:
    """Escape plain text."""
    return Svg(escape(content, quote=False))


def label(content: str, x: Number, y: Number, *, css: str, **attributes: str | Number) -> Svg:
    """Write a line of text at a point."""
    return element("text", words(content), x=x, y=y, css=css, **attributes)


def rect(x: Number, y: Number, width: Number, height: Number, **attributes: str | Number) -> Svg:
    """Draw a rectangle from its upper left corner."""
    return element("rect", x=x, y=y, width=width, height=height, **attributes)


def path(d: str, **attributes: str | Number) -> Svg:
    """Draw a path."""
    return element("path", d=d, **attributes)


def group(children: Iterable[Svg], **attributes: str | Number) -> Svg:
    """Put elements together; an empty group is nothing at all."""
    parts = tuple(children)
    return element("g", *parts, **attributes) if parts else Svg("")


def joined(parts: Iterable[Svg]) -> Svg:
    """Set pieces one after another."""
    return Svg("".join(parts))


def figure(
    *children: Svg, key: str, title: str, about: str, size: tuple[Number, Number], css: str = ""
) -> Svg:
    """Wrap a drawing so that it can be read aloud.

    Parameters
    ----------
    children
        The drawing.
    key
        Unique in the page; the ids of title and description are made from it.
    title, about
        Name of the figure, and in words what it shows.
    size
        Width and height in user units; the figure scales.
    css
        A class besides ``figure``.
    """
    width, height = size
    return element(
        "svg",
        element("title", words(title), id=f"{key}-title"),
        element("desc", words(about), id=f"{key}-desc"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        css=f"figure {css}".strip(),
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        width=width,
        height=height,
    )


def _name(key: str) -> str:
    return "class" if key == "css" else key.replace("_", "-")


def _value(value: str | Number) -> str:
    if isinstance(value, str):
        return escape(value, quote=True)
    return f"{value:.1f}".removesuffix(".0")
