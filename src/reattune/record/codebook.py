"""Codebooks: a TOML file that says whose channel a tier is and which state a code means.

```toml
id = "my-lab"
title = "Engagement, our lab's short form"
source = "Weinberg & Tronick 1999"

[[track]]
tier = ["Infant*", "baby"]       # tiers or columns of the file; * stands for anything
subject = "*"                    # the file's subject, where it names one
role = "child"                   # child, caregiver, both, or another word
track = "engagement"             # the channel these codes belong to
rest = "neutral"                 # state of observed time without a code (optional)
bridge = 0.1                     # gaps up to this many seconds are closed (optional)
missing = ["U", "XX"]            # codes that say: could not be seen
ignore = ["note*"]               # codes read and not used
[track.codes]
"SMILE" = "positive"
"CRY*" = "distress"

[[skip]]
tier = "comments"
why = "free text"

[[window]]
tier = "coded"                   # its rows say when coding was possible

[[phase]]
tier = "phase"                   # its codes name the phases

[priority]
engagement = ["distress", "positive"]   # which state wins where two overlap
```
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import CodebookError
from .states import MISSING, known_states
from .toml_lines import TomlText, parse_toml

_TOP = {
    "id",
    "title",
    "source",
    "about",
    "formats",
    "track",
    "skip",
    "window",
    "phase",
    "priority",
    "states",
}
_TRACK = {
    "tier",
    "subject",
    "role",
    "person",
    "track",
    "rest",
    "bridge",
    "missing",
    "ignore",
    "codes",
    "age_months",
}
_SELECT = {"skip": {"tier", "subject", "why"}, "window": {"tier"}, "phase": {"tier"}}


@dataclass(frozen=True, slots=True)
class Selector:
    """Patterns for tiers and subjects; ``*`` stands for anything, case counts."""

    tiers: tuple[str, ...]
    subjects: tuple[str, ...] = ("*",)

    def matches(self, tier: str, subject: str) -> bool:
        """Say whether a row of this tier and subject is meant."""
        return _fits(tier, self.tiers) and self.matches_subject(subject)

    def matches_subject(self, subject: str) -> bool:
        """Say whether rows of this subject can be meant."""
        return _fits(subject, self.subjects)


@dataclass(frozen=True, slots=True)
class TrackRule:
    """What the rows of some tiers mean.

    Parameters
    ----------
    selector
        Which rows.
    role, person
        Whose they are; role ``both`` makes one event for the child and one for the caregiver.
    track
        The channel.
    codes
        Pattern of a code to its state, in order; an exact code wins over a pattern.
    missing, ignore
        Patterns of codes that say "not codable", and of codes that are knowingly not used.
    rest
        State of observed time without an event, or ``""``.
    bridge
        Gaps up to this many milliseconds between two events are closed.
    age_months
        Age of the person when the codebook gives it.
    """

    selector: Selector
    role: str
    person: str
    track: str
    codes: tuple[tuple[str, str], ...]
    missing: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rest: str = ""
    bridge: int = 0
    age_months: float | None = None

    def people(self) -> tuple[tuple[str, str], ...]:
        """Return (id, role) of each person the rule speaks of."""
        if self.role == "both":
            return (("child", "child"), ("caregiver", "caregiver"))
        return ((self.person, self.role),)

    def state(self, code: str) -> str | None:
        """Return a code's state, ``missing``, ``""`` for ignored, ``None`` when not known here."""
        for label, state in self.codes:
            if label == code:
                return state
        for patterns, state in ((self.missing, MISSING), (self.ignore, "")):
            if _fits(code, patterns):
                return state
        return next((state for label, state in self.codes if fnmatchcase(code, label)), None)


@dataclass(frozen=True)
class Codebook:
    """A checked codebook; two are equal when their texts are.

    Parameters
    ----------
    id, title, source
        Short name (as in ``--codebook``), what people call it, author and year.
    text
        The TOML text, kept so that a stored Session carries its codebook whole.
    """

    id: str
    title: str
    source: str
    text: str

    @cached_property
    def _parsed(self) -> _Parsed:
        return _parse(parse_toml(self.text, self.id, CodebookError))

    @property
    def rules(self) -> tuple[TrackRule, ...]:
        """The track rules, in the order of the file."""
        return self._parsed.rules

    @property
    def skips(self) -> tuple[tuple[Selector, str], ...]:
        """Tiers that are knowingly left out, with the reason."""
        return self._parsed.skips

    @property
    def windows(self) -> tuple[Selector, ...]:
        """Tiers whose rows say when coding was possible."""
        return self._parsed.windows

    @property
    def phases(self) -> tuple[Selector, ...]:
        """Tiers whose codes name the phases."""
        return self._parsed.phases

    @property
    def priority(self) -> dict[str, tuple[str, ...]]:
        """By track: which state wins where two overlap, strongest first."""
        return self._parsed.priority

    @property
    def formats(self) -> tuple[str, ...]:
        """Formats this codebook is usually for; only a help in choosing."""
        return self._parsed.formats

    def states(self, role: str, track: str) -> frozenset[str]:
        """Return the states that codes of this role and track can take here."""
        found: set[str] = set()
        for rule in self.rules:
            if rule.track == track and rule.role in {role, "both"}:
                found.update(state for _, state in rule.codes)
                found.update({rule.rest} - {""})
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class _Parsed:
    rules: tuple[TrackRule, ...]
    skips: tuple[tuple[Selector, str], ...]
    windows: tuple[Selector, ...]
    phases: tuple[Selector, ...]
    priority: dict[str, tuple[str, ...]]
    formats: tuple[str, ...]


def read_codebook(path: str | Path) -> Codebook:
    """Read and check a codebook file.

    Raises
    ------
    CodebookError
        Naming the line, what stands there, and what is expected.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise CodebookError(
            path=str(path),
            where="",
            found=f"a codebook that cannot be read ({type(problem).__name__})",
            expected="a TOML file in UTF-8",
            todo="Check the path; `reattune codes FILE --draft` writes a first codebook.",
        ) from None
    return parse_codebook(text, path=str(path))


def parse_codebook(text: str, *, path: str = "codebook") -> Codebook:
    """Check a codebook's text and make a Codebook of it."""
    toml = parse_toml(text, path, CodebookError)
    _parse(toml)
    content = toml.content
    return Codebook(str(content["id"]), str(content["title"]), str(content["source"]), text)


def _parse(toml: TomlText) -> _Parsed:
    toml.check_keys("", toml.content, _TOP)
    for key in ("id", "title", "source"):
        toml.text(key, toml.content.get(key))
    extra = {
        role: frozenset(toml.texts(f"states.{role}", names))
        for role, names in toml.table("states", toml.content.get("states", {})).items()
    }
    entries = _entries(toml, "track")
    if not entries:
        raise toml.fail(
            "track",
            found="no [[track]]",
            expected="at least one",
            todo="Say which tier is whose; `reattune codes FILE --draft` writes a first codebook.",
        )
    priority = toml.table("priority", toml.content.get("priority", {}))
    return _Parsed(
        rules=tuple(_rule(toml, f"track.{i}", entry, extra) for i, entry in enumerate(entries)),
        skips=tuple(
            (_selector(toml, f"skip.{i}", entry, "skip"), str(entry.get("why", "")))
            for i, entry in enumerate(_entries(toml, "skip"))
        ),
        windows=_selectors(toml, "window"),
        phases=_selectors(toml, "phase"),
        priority={
            track: toml.texts(f"priority.{track}", states) for track, states in priority.items()
        },
        formats=toml.texts("formats", toml.content.get("formats", [])),
    )


def _rule(
    toml: TomlText, place: str, entry: dict[str, Any], extra: dict[str, frozenset[str]]
) -> TrackRule:
    toml.check_keys(place, entry, _TRACK)
    role = toml.text(f"{place}.role", entry.get("role"))
    codes = toml.table(f"{place}.codes", entry.get("codes", {}))
    allowed = (
        known_states("child") & known_states("caregiver") if role == "both" else known_states(role)
    ) | extra.get("child" if role == "child" else "caregiver", frozenset())
    rest = str(entry.get("rest", ""))
    for key, state in [*codes.items(), ("rest", rest)]:
        if state not in allowed and not (key == "rest" and state == ""):
            raise toml.fail(
                f"{place}.rest" if key == "rest" else f"{place}.codes.{key}",
                found=f"state {state!r} for a {role}",
                expected=f"one of {', '.join(sorted(allowed))}",
                todo="Choose one of these, or declare your own under [states].",
            )
    return TrackRule(
        selector=_selector(toml, place, entry, "track"),
        role=role,
        person=str(entry.get("person", role)),
        track=toml.text(f"{place}.track", entry.get("track")),
        codes=tuple((str(code), str(state)) for code, state in codes.items()),
        missing=toml.texts(f"{place}.missing", entry.get("missing", [])),
        ignore=toml.texts(f"{place}.ignore", entry.get("ignore", [])),
        rest=rest,
        bridge=round(_number(toml, f"{place}.bridge", entry.get("bridge", 0.0)) * 1000),
        age_months=(
            _number(toml, f"{place}.age_months", entry["age_months"])
            if "age_months" in entry
            else None
        ),
    )


def _fits(text: str, patterns: tuple[str, ...]) -> bool:
    """Exact first: a tier may hold characters that mean something in a pattern."""
    return any(text == pattern or fnmatchcase(text, pattern) for pattern in patterns)


def _selector(toml: TomlText, place: str, entry: dict[str, Any], kind: str) -> Selector:
    if kind in _SELECT:
        toml.check_keys(place, entry, _SELECT[kind])
    tiers = _patterns(toml, f"{place}.tier", entry.get("tier", "*"))
    return Selector(tiers, _patterns(toml, f"{place}.subject", entry.get("subject", "*")))


def _selectors(toml: TomlText, kind: str) -> tuple[Selector, ...]:
    return tuple(
        _selector(toml, f"{kind}.{i}", entry, kind) for i, entry in enumerate(_entries(toml, kind))
    )


def _patterns(toml: TomlText, place: str, value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else toml.texts(place, value)


def _entries(toml: TomlText, key: str) -> list[dict[str, Any]]:
    value = toml.content.get(key, [])
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise toml.fail(
            key,
            found="a single table or a value",
            expected=f"[[{key}]] tables",
            todo=f"Write the header as [[{key}]].",
        )
    return value


def _number(toml: TomlText, place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10_000:
        raise toml.fail(
            place, found=repr(value), expected="a number from 0 to 10,000", todo="Mend it."
        )
    return float(value)
