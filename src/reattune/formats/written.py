"""What writers share: names for a Session's channels in another program's file, and a codebook.

The way back is kept: where a file can bear a Session's own tiers, it is read again with the
Session's codebook; where it cannot, :func:`plan` makes the codebook that reads it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from ..errors import FormatError
from ..record import (
    MISSING,
    UNMAPPED,
    Codebook,
    Event,
    Finding,
    Session,
    Track,
    parse_codebook,
)
from ..record.states import known_states

Pair = tuple[str, str]
"""A person and a track."""

_Key = TypeVar("_Key")

LABELS = ("code", "state")
"""What is written: the labels of the coders, or the states that the codebook made of them."""


@dataclass(frozen=True, slots=True)
class Written:
    """What writing did: the files, what the file could not bear, and the codebook that reads it."""

    paths: tuple[Path, ...]
    findings: tuple[Finding, ...]
    codebook: Codebook


@dataclass(frozen=True, slots=True)
class Plan:
    """How a Session's channels and codes are called in the file.

    Parameters
    ----------
    names
        The name of every channel, in the order of the Session's tracks.
    codes
        What is written for every (channel's) label.
    rests
        What is written where a channel with a state of rest bears no event; only where asked.
    codebook
        Reads the file again.
    """

    names: dict[Pair, str]
    codes: dict[tuple[Pair, str], str]
    rests: dict[Pair, str]
    codebook: Codebook


def label_of(event: Event, label: str) -> str:
    """Return what is written for an event: its code, or its state (the code when unmapped)."""
    return event.code if label == "code" or event.state == UNMAPPED else event.state


def plan(session: Session, *, label: str, word: Callable[[str], str], grid: bool) -> Plan:
    """Choose names and codes that the other program can bear.

    Parameters
    ----------
    label
        ``code`` or ``state``.
    word
        Turns a text into one that the program takes.
    grid
        Every moment of every channel needs a code, so rest is written too, and channels may
        share codes. Else rest is a gap, and a code that two channels share gets their names.
    """
    pairs = [(track.person, track.name) for track in session.tracks]
    own = _own_tiers(session) if label == "code" else {}
    faithful = bool(own) and all(word(tier) == tier for tier in own.values())
    names = own if faithful else _fresh({pair: word(" ".join(pair)) for pair in pairs})
    codes = _codes(session, names, label=label, word=word, shared=grid)
    rests = _rests(session, codes, label=label, word=word) if grid else {}
    if faithful and not rests and all(said == code for (_, code), said in codes.items()):
        return Plan(names, codes, rests, session.codebook)
    made = Plan(names, codes, rests, session.codebook)
    return replace(made, codebook=_codebook(session, made, label=label))


def _rests(
    session: Session,
    codes: Mapping[tuple[Pair, str], str],
    *,
    label: str,
    word: Callable[[str], str],
) -> dict[Pair, str]:
    """Return a word for every channel's rest; among codes it is one that is no code there."""
    rests: dict[Pair, str] = {}
    for track in session.tracks:
        pair, said = (track.person, track.name), word(track.rest)
        taken = {text for (of, _), text in codes.items() if of == pair and label == "code"}
        while said in taken:
            said += "'"
        if track.rest:
            rests[pair] = said
    return rests


def _own_tiers(session: Session) -> dict[Pair, str]:
    """Return the tier of every channel where the Session's codebook reads it back; else nothing."""
    tiers: dict[Pair, set[str]] = {(t.person, t.name): set() for t in session.tracks}
    for event in session.events:
        tiers[event.person, event.track].add(event.tier)
    found = {pair: next(iter(used)) for pair, used in tiers.items() if len(used) == 1}
    if len(found) < len(tiers) or len(set(found.values())) < len(found):
        return {}
    reads = all(_reads_back(session.codebook, found[e.person, e.track], e) for e in session.events)
    return found if reads and "" not in found.values() else {}


def _reads_back(codebook: Codebook, tier: str, event: Event) -> bool:
    """Whether the codebook makes this event of its tier and code, without a subject."""
    rules = [rule for rule in codebook.rules if rule.selector.matches(tier, "")]
    known = [rule for rule in rules if rule.state(event.code) is not None]
    rule = next(iter(known or rules), None)
    if rule is None or rule.track != event.track:
        return False
    state = rule.state(event.code)
    same = [person for person, _ in rule.people()] == [event.person]
    return same and (UNMAPPED if state is None else state) == event.state


def _codes(
    session: Session,
    names: Mapping[Pair, str],
    *,
    label: str,
    word: Callable[[str], str],
    shared: bool,
) -> dict[tuple[Pair, str], str]:
    found: dict[tuple[Pair, str], str] = {}
    for event in session.events:
        found.setdefault(((event.person, event.track), label_of(event, label)), "")
    plain = {key: word(key[1]) for key in found}
    if shared:
        for pair in names:
            own = {key: said for key, said in plain.items() if key[0] == pair}
            plain.update(_fresh(own))
        return plain
    users: dict[str, set[Pair]] = {}
    for (pair, _), said in plain.items():
        users.setdefault(said, set()).add(pair)
    apart = {
        (pair, code): said if len(users[said]) == 1 else word(f"{names[pair]} {said}")
        for (pair, code), said in plain.items()
    }
    return _fresh(apart)


def _fresh(texts: Mapping[_Key, str]) -> dict[_Key, str]:
    """Make texts that differ from one another, with numbers at the end where they do not."""
    taken: set[str] = set()
    made: dict[_Key, str] = {}
    for key, text in texts.items():
        name, number = text, 1
        while name in taken:
            number += 1
            name = f"{text}{number}"
        taken.add(name)
        made[key] = name
    return made


def _codebook(session: Session, made: Plan, *, label: str) -> Codebook:
    """Write the codebook that reads the file as this Session again."""
    roles = {person.id: person.role for person in session.people}
    states = {
        (pair, said): event.state
        for event in session.events
        for pair in [(event.person, event.track)]
        for said in [made.codes[pair, label_of(event, label)]]
    }
    lines = [
        f"id = {_text(f'{session.codebook.id}-written')}",
        f"title = {_text(f'{session.codebook.title}, as written by reattune')}",
        f"source = {_text(session.codebook.source)}",
    ]
    extra: dict[str, set[str]] = {}
    for track in session.tracks:
        pair = (track.person, track.name)
        own = {said: state for (of, said), state in states.items() if of == pair}
        rest = made.rests.get(pair)
        # Rest that is written as a state is no longer what a gap means.
        gap = "" if rest and label == "state" else track.rest
        lines += _head(track, made.names[pair], roles[track.person], rest=gap)
        if rest and label == "code":
            lines.append(f"ignore = {_list([rest])}")
        elif rest:
            own.setdefault(rest, track.rest)
        lines.append(f"missing = {_list(s for s, state in own.items() if state == MISSING)}")
        lines.append("[track.codes]")
        known = {s: state for s, state in own.items() if state not in {MISSING, UNMAPPED}}
        lines += [f"{_text(said)} = {_text(state)}" for said, state in known.items()]
        side = "child" if roles[track.person] == "child" else "caregiver"
        odd = {*known.values(), track.rest} - known_states(roles[track.person]) - {""}
        extra.setdefault(side, set()).update(odd)
    if any(extra.values()):
        lines.append("[states]")
        lines += [f"{side} = {_list(sorted(odd))}" for side, odd in extra.items() if odd]
    return parse_codebook("\n".join(lines) + "\n", path=session.codebook.id)


def _head(track: Track, name: str, role: str, *, rest: str) -> list[str]:
    lines = ["", "[[track]]", f"tier = {_text(name)}", f"role = {_text(role)}"]
    lines += [f"person = {_text(track.person)}", f"track = {_text(track.name)}"]
    return [*lines, f"rest = {_text(rest)}"] if rest else lines


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    return json.dumps(list(texts), ensure_ascii=False)


def check_label(label: str, path: str) -> None:
    """Refuse what is neither ``code`` nor ``state``.

    Raises
    ------
    FormatError
        Always then.
    """
    if label not in LABELS:
        raise FormatError(
            path=path,
            where="label",
            found=repr(label),
            expected=f"one of: {', '.join(LABELS)}",
            todo="Say whether the coders' codes or the codebook's states are to be written.",
        )


def save_new(files: Iterable[tuple[Path, str]]) -> None:
    """Write texts to files that are not there yet: a coded file is never overwritten.

    Raises
    ------
    FormatError
        When a file is there already, or its folder cannot be written to.
    """
    wanted = list(files)
    for path, _ in wanted:
        if path.exists():
            raise _refusal(path, "a file that is already there")
    for path, text in wanted:
        try:
            with path.open("x", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
        except OSError as problem:
            raise _refusal(path, problem.strerror or str(problem)) from None


def _refusal(path: Path, found: str) -> FormatError:
    return FormatError(
        path=str(path),
        where="",
        found=found,
        expected="a new file in a folder that can be written to",
        todo="Choose another name or folder.",
    )
