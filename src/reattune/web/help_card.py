"""The help card: whom to call, first of all the emergency number. From a dated, reviewed file."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from .strings import text


class Line(NamedTuple):
    """A number to call, and what it is."""

    name: str
    number: str
    hours: str


class Country(NamedTuple):
    """One country's emergency number and lines."""

    code: str
    name: str
    emergency: str
    lines: tuple[Line, ...]


@cache
def help_lines() -> tuple[date, tuple[Country, ...]]:
    """Return when the lines were last reviewed, and the lines by country."""
    content = tomllib.loads((Path(__file__).parent / "help_lines.toml").read_text("utf-8"))
    countries = tuple(
        Country(
            given["code"],
            given["name"],
            given["emergency"],
            tuple(Line(**line) for line in given.get("line", ())),
        )
        for given in content["country"]
    )
    return content["reviewed"], countries


@cache
def help_card() -> str:
    """Return the card as HTML; it works without scripts and stands at the same place everywhere."""
    reviewed, countries = help_lines()
    rows = "".join(_country(country) for country in countries)
    return (
        f'<details class="help" id="help"><summary>{escape(text("help.open"))}</summary>'
        f'<div class="help-card"><h2>{escape(text("help.title"))}</h2>'
        f'<p class="help-first">{escape(text("help.emergency"))}</p>'
        f"<p>{escape(text('help.step_away'))}</p>"
        f'<ul class="help-countries" id="help-countries">{rows}</ul>'
        f'<p class="small">{escape(text("help.reviewed", day=reviewed.isoformat()))}</p>'
        "</div></details>"
    )


def _country(country: Country) -> str:
    lines = "".join(
        f"<li>{escape(line.name)}: {_phone(line.number)}"
        f'<span class="small"> {escape(line.hours)}</span></li>'
        for line in country.lines
    )
    emergency = text("help.emergency_number")
    return (
        f'<li data-country="{escape(country.code)}"><strong>{escape(country.name)}</strong>'
        f"<ul><li>{escape(emergency)}: {_phone(country.emergency)}</li>{lines}</ul></li>"
    )


def _phone(number: str) -> str:
    dial = "".join(c for c in number if c.isdigit() or c == "+")
    return f'<a href="tel:{dial}">{escape(number)}</a>'
