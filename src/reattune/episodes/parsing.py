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
    _known(toml, "", content, _TOP)
    for name, keys in _TABLES.items():
        _known(toml, name, _table(toml, name), keys)
    reads, opens, closes = _table(toml, "reads"), _table(toml, "opens"), _table(toml, "closes")
    answered, mender = _table(toml, "answered"), _table(toml, "repaired_by")
    match = _table(toml, "match")
    late = _names(toml, "late.after", _table(toml, "late").get("after", []))
    matched = _clauses(toml, "match.when", match.get("when", []))
    on_mismatch = opens.get("when") == "mismatch"
    opening = () if on_mismatch else _clauses(toml, "opens.when", opens.get("when", []))
    closing_text = closes.get("when", [])
    closing = matched if closing_text == "match" else _clauses(toml, "closes.when", closing_text)
    if not late and not ((opening or (on_mismatch and matched)) and closing):
        raise toml.fail(
            "closes" if opening else "opens",
            found="no joint state that opens or closes a rupture",
            expected="`when` under [opens] and under [closes]",
            todo="Say which states start a rupture and which mend it.",
        )
    return Definition(
        **{key: _text(toml, key) for key in ("id", "title", "source", "about")},
        doi=str(content.get("doi", "")),
        noun=str(content.get("noun", "rupture")),
        child_tracks=_names(toml, "reads.child", reads.get("child", ["engagement"])),
        caregiver_tracks=_names(toml, "reads.caregiver", reads.get("caregiver", ["engagement"])),
        grid=_ms(toml, "reads.grid", reads.get("grid", 0)),
        match=matched,
        among=_clause(toml, "match.among", match.get("among", {})),
        on_mismatch=on_mismatch,
        opens=opening,
        min_duration=_ms(toml, "opens.min_duration", opens.get("min_duration", 1.0)),
        after_match=_choice(toml, "opens.after", opens.get("after", ""), ("", "match")) != "",
        begins=_choice(toml, "opens.begins", opens.get("begins", ""), ("", "child", "caregiver")),
        answers=_answers(toml, answered),
        answer_window=_ms(toml, "answered.window", answered.get("window", 0)),
        closes=closing,
        unclosed=_clauses(toml, "closes.except", closes.get("except", [])),
        hold=_ms(toml, "closes.hold", closes.get("hold", 0)),
        harsh=_names(toml, "closes.harsh", closes.get("harsh", [])),
        mends=_names(toml, "closes.mend", closes.get("mend", [])),
        wait=_ms(toml, "closes.wait", closes.get("wait", 0)),
        self_regulates=_clauses(
            toml, "self_regulates.when", _table(toml, "self_regulates").get("when", [])
        ),
        self_hold=_ms(toml, "self_regulates.hold", _table(toml, "self_regulates").get("hold", 1)),
        fades=_clauses(toml, "fades.when", _table(toml, "fades").get("when", [])),
        fade_hold=_ms(toml, "fades.hold", _table(toml, "fades").get("hold", 1)),
        first_mover=_choice(
            toml, "repaired_by.rule", mender.get("rule", "first"), ("first", "changed")
        )
        == "first",
        tie=_ms(toml, "repaired_by.tie", mender.get("tie", 0)),
        gap=_ms(toml, "gaps.tolerance", _table(toml, "gaps").get("tolerance", 0)),
        horizon=_ms(toml, "horizon", content.get("horizon", 0)),
        late_after=late,
        text=text,
    )


def _answers(toml: TomlText, answered: dict[str, Any]) -> tuple[Clause, ...]:
    if "caregiver" not in answered:
        return ()
    return (
        Clause(
            child=_names(toml, "answered.child", answered.get("child", ["*"])),
            caregiver=_names(toml, "answered.caregiver", answered["caregiver"]),
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
    _known(toml, place, entry, _CLAUSE)
    return Clause(
        child=_names(toml, place, entry.get("child", ["*"])),
        caregiver=_names(toml, place, entry.get("caregiver", ["*"])),
        same=_flag(toml, place, entry.get("same", False)),
        by=_choice(toml, place, entry.get("by", "first"), tuple(OPENERS)),
        at_once=_flag(toml, place, entry.get("at_once", False)),
    )


def _known(toml: TomlText, place: str, table: dict[str, Any], known: set[str]) -> None:
    for key in table:
        if key not in known:
            raise toml.fail(
                f"{place}.{key}" if place else key,
                found=f"the key {key!r}",
                expected=f"one of {', '.join(sorted(known))}",
                todo="Mend the spelling, or move it to the table it belongs to.",
            )


def _table(toml: TomlText, name: str) -> dict[str, Any]:
    value = toml.content.get(name, {})
    if not isinstance(value, dict):
        raise toml.fail(
            name, found=repr(value), expected=f"a table [{name}]", todo="Write it as a table."
        )
    return value


def _text(toml: TomlText, key: str) -> str:
    value = toml.content.get(key)
    if not isinstance(value, str) or not value.strip():
        raise toml.fail(
            key,
            found="nothing" if value is None else repr(value),
            expected="a text in quotes",
            todo="Add it: no number leaves without the id and source of its definition.",
        )
    return value


def _names(toml: TomlText, place: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise toml.fail(
            place, found=repr(value), expected="a list of names", todo='Write it as ["a", "b"].'
        )
    return tuple(value)


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
