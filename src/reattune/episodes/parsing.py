"""Definitions from TOML, checked key by key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import DefinitionError
from ..record import TomlText, parse_toml
from .definition import OPENERS, Clause, Definition

_TOP = {
    "id",
    "title",
    "source",
    "doi",
    "about",
    "noun",
    "reads",
    "match",
    "opens",
    "answered",
    "closes",
    "self_regulates",
    "fades",
    "repaired_by",
    "gaps",
    "horizon",
    "late",
    "judged",
}
_TABLES = {
    "reads": {"child", "caregiver", "grid"},
    "match": {"when", "among"},
    "opens": {"when", "min_duration", "after", "begins"},
    "answered": {"child", "caregiver", "window"},
    "closes": {"when", "except", "hold", "harsh", "mend", "wait"},
    "self_regulates": {"when", "hold"},
    "fades": {"when", "hold"},
    "repaired_by": {"rule", "tie"},
    "gaps": {"tolerance"},
    "late": {"after"},
}
_CLAUSE = {"child", "caregiver", "same", "by", "at_once"}


def read_definition(path: str | Path) -> Definition:
    """Read and check a definition file.

    Raises
    ------
    DefinitionError
        Naming the line, what stands there, and what is expected.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise DefinitionError(
            path=str(path),
            where="",
            found=f"a definition that cannot be read ({type(problem).__name__})",
            expected="a TOML file in UTF-8",
            todo="Check the path.",
        ) from None
    return parse_definition(text, path=str(path))


def parse_definition(text: str, *, path: str) -> Definition:
    """Check a definition's text and make a Definition of it."""
    toml = parse_toml(text, path, DefinitionError)
    content = toml.content
    toml.check_keys("", content, _TOP)
    tables = {name: toml.table(name, content.get(name, {})) for name in _TABLES}
    for name, keys in _TABLES.items():
        toml.check_keys(name, tables[name], keys)
    reads, gaps, late = tables["reads"], tables["gaps"], tables["late"]
    parts = {**_opening(toml, tables), **_closing(toml, tables), **_endings(toml, tables)}
    parts["late_after"] = toml.texts("late.after", late.get("after", []))
    _check_complete(toml, parts)
    return Definition(
        id=toml.text("id", content.get("id")),
        title=toml.text("title", content.get("title")),
        source=toml.text("source", content.get("source")),
        about=toml.text("about", content.get("about")),
        doi=str(content.get("doi", "")),
        noun=str(content.get("noun", "rupture")),
        child_tracks=toml.texts("reads.child", reads.get("child", ["engagement"])),
        caregiver_tracks=toml.texts("reads.caregiver", reads.get("caregiver", ["engagement"])),
        grid=_ms(toml, "reads.grid", reads.get("grid", 0)),
        gap=_ms(toml, "gaps.tolerance", gaps.get("tolerance", 0)),
        horizon=_ms(toml, "horizon", content.get("horizon", 0)),
        text=text,
        judged=_flag(toml, "judged", content.get("judged", True)),
        **parts,
    )


def _check_complete(toml: TomlText, parts: dict[str, Any]) -> None:
    """Ask for what opens a rupture and what closes it, or whose late repairs are meant."""
    opens = parts["opens"] or (parts["on_mismatch"] and parts["match"])
    if not parts["late_after"] and not (opens and parts["closes"]):
        raise toml.fail(
            "closes" if opens else "opens",
            found="no joint state that opens or closes a rupture",
            expected="`when` under [opens] and under [closes]",
            todo="Say which states start a rupture and which mend it.",
        )


def _opening(toml: TomlText, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    match, opens, answered = tables["match"], tables["opens"], tables["answered"]
    on_mismatch = opens.get("when") == "mismatch"
    return {
        "match": _clauses(toml, "match.when", match.get("when", [])),
        "among": _clause(toml, "match.among", match.get("among", {})),
        "on_mismatch": on_mismatch,
        "opens": () if on_mismatch else _clauses(toml, "opens.when", opens.get("when", [])),
        "min_duration": _ms(toml, "opens.min_duration", opens.get("min_duration", 1.0)),
        "after_match": _choice(toml, "opens.after", opens.get("after", ""), ("", "match")) != "",
        "begins": _choice(
            toml, "opens.begins", opens.get("begins", ""), ("", "child", "caregiver")
        ),
        "answers": _answers(toml, answered),
        "answer_window": _ms(toml, "answered.window", answered.get("window", 0)),
    }


def _closing(toml: TomlText, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    closes, when = tables["closes"], tables["closes"].get("when", [])
    place, when = (
        ("match.when", tables["match"].get("when", []))
        if when == "match"
        else ("closes.when", when)
    )
    return {
        "closes": _clauses(toml, place, when),
        "unclosed": _clauses(toml, "closes.except", closes.get("except", [])),
        "hold": _ms(toml, "closes.hold", closes.get("hold", 0)),
        "harsh": toml.texts("closes.harsh", closes.get("harsh", [])),
        "mends": toml.texts("closes.mend", closes.get("mend", [])),
        "wait": _ms(toml, "closes.wait", closes.get("wait", 0)),
    }


def _endings(toml: TomlText, tables: dict[str, dict[str, Any]]) -> dict[str, Any]:
    alone, fades, mender = tables["self_regulates"], tables["fades"], tables["repaired_by"]
    rule = _choice(
        toml, "repaired_by.rule", mender.get("rule", "first"), ("first", "changed", "caregiver")
    )
    return {
        "self_regulates": _clauses(toml, "self_regulates.when", alone.get("when", [])),
        "self_hold": _ms(toml, "self_regulates.hold", alone.get("hold", 1)),
        "fades": _clauses(toml, "fades.when", fades.get("when", [])),
        "fade_hold": _ms(toml, "fades.hold", fades.get("hold", 1)),
        "first_mover": rule == "first",
        "mender": "caregiver" if rule == "caregiver" else "",
        "tie": _ms(toml, "repaired_by.tie", mender.get("tie", 0)),
    }


def _answers(toml: TomlText, answered: dict[str, Any]) -> tuple[Clause, ...]:
    if "caregiver" not in answered:
        return ()
    return (
        Clause(
            child=toml.texts("answered.child", answered.get("child", ["*"])),
            caregiver=toml.texts("answered.caregiver", answered["caregiver"]),
        ),
    )


def _clauses(toml: TomlText, place: str, value: object) -> tuple[Clause, ...]:
    if not isinstance(value, list):
        raise toml.fail(
            place,
            found=repr(value),
            expected="a list of { child = [...], caregiver = [...] }",
            todo="Write the joint states as such a list.",
        )
    return tuple(_clause(toml, place, entry) for entry in value)


def _clause(toml: TomlText, place: str, entry: object) -> Clause:
    if not isinstance(entry, dict):
        raise toml.fail(
            place,
            found=repr(entry),
            expected="{ child = [...], caregiver = [...] }",
            todo="Mend it.",
        )
    toml.check_keys(place, entry, _CLAUSE)
    return Clause(
        child=toml.texts(place, entry.get("child", ["*"])),
        caregiver=toml.texts(place, entry.get("caregiver", ["*"])),
        same=_flag(toml, place, entry.get("same", False)),
        by=_choice(toml, place, entry.get("by", "first"), tuple(OPENERS)),
        at_once=_flag(toml, place, entry.get("at_once", False)),
    )


def _ms(toml: TomlText, place: str, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise toml.fail(
            place,
            found=repr(value),
            expected="seconds, from 0 to 1,000,000",
            todo="Write it as a number, for example 1.5.",
        )
    return round(value * 1000)


def _choice(toml: TomlText, place: str, value: object, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise toml.fail(
            place,
            found=repr(value),
            expected=f"one of {', '.join(repr(choice) for choice in choices)}",
            todo="Choose one.",
        )
    return str(value)


def _flag(toml: TomlText, place: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise toml.fail(place, found=repr(value), expected="true or false", todo="Mend it.")
    return value
