"""What a file holds: tracks, codes, counts, durations; and a first codebook drafted from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ReattuneError
from ..formats import load
from ..record import Coding, choose_codebook
from ..record.states import CAREGIVER, CHILD

_ROLES = {
    "child": {"child", "chi", "infant", "baby", "kid", "toddler", "kchi", "chn", "i", "son",
              "daughter"},
    "caregiver": {"mother", "mom", "mum", "mommy", "mama", "mot", "father", "dad", "daddy", "papa",
                  "fat", "parent", "caregiver", "maternal", "paternal", "fem", "mal", "fan", "man",
                  "fa", "ma", "teacher"},
}  # fmt: skip

# Everyday words of coders and what they usually mean; a draft marks each as a guess.
_WORDS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "child": (
        ("distress", "cry", "cries", "crying", "scream", "wail"),
        ("protest", "fuss", "fret", "anger", "angry", "whine", "tantrum", "negative", "neg"),
        ("averted", "look away", "avert", "away", "turn away", "withdraw"),
        ("positive", "smile", "laugh", "joy", "play", "positive", "pos", "happy"),
        ("asleep", "asleep", "sleep"),
        ("object", "object", "toy"),
        ("neutral", "neutral", "neu", "attend", "watch", "calm"),
        ("vocal", "voc", "vocal", "babble", "speech", "talk", "utterance"),
    ),
    "caregiver": (
        ("hostile", "yell", "shout", "hostile", "criticise", "criticize", "intrude", "angry"),
        ("mend", "apolog", "sorry", "do-over", "repair", "empath"),
        ("soothe", "soothe", "comfort", "hold", "rock", "hug", "pat"),
        ("stimulate", "stimul", "shake", "rattle", "tickle", "insist", "elicit"),
        ("limit", "limit", "boundary"),
        ("still", "still", "withdraw", "phone", "absent"),
        ("pause", "pause", "wait"),
        ("positive", "smile", "laugh", "play", "positive", "pos", "warm"),
        ("neutral", "neutral", "neu", "attend", "watch"),
        ("vocal", "voc", "vocal", "speech", "talk", "utterance"),
    ),
}


_FREE_TEXT = 60
"""A tier with more different labels than this holds free text."""


@dataclass(frozen=True, slots=True)
class CodeCount:
    """One code of one tier and subject: how often, how long."""

    tier: str
    subject: str
    code: str
    count: int
    points: int
    ms: int


def list_codes(
    path: str | Path, *, format: str | None = None, options: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """List what each observation of a file holds, as plain data.

    Returns
    -------
    list of dict
        Name, format, unit, origin, why there are no times (``untimed``), tiers, codes (tier,
        subject, code, count, points, seconds), signals, findings, and the shipped codebook that
        fits, or why none does.

    Raises
    ------
    FormatError
        When the file cannot be read.
    """
    return [_listed(coding) for coding in load_codings(path, format=format, options=options)]


def load_codings(
    path: str | Path, *, format: str | None = None, options: Mapping[str, str] | None = None
) -> list[Coding]:
    """Read what a file says, before any codebook says what it means.

    Raises
    ------
    FormatError
        When the file cannot be read.
    """
    return load(str(path), format=format, options=options or {})


def _listed(coding: Coding) -> dict[str, Any]:
    try:
        book, why = choose_codebook(coding)
        fit = {"codebook": book.id, "why": why}
    except ReattuneError as problem:
        fit = {"codebook": "", "why": str(problem)}
    return {
        "name": coding.name,
        "format": coding.source.format,
        "unit": coding.source.unit,
        "origin": coding.source.origin,
        "untimed": coding.untimed,
        "rows": len(coding.rows),
        "tiers": list(coding.tiers),
        "codes": [
            {
                "tier": c.tier,
                "subject": c.subject,
                "code": c.code,
                "count": c.count,
                "points": c.points,
                "seconds": c.ms / 1000,
            }
            for c in count_codes(coding)
        ],
        "signals": [
            {
                "person": s.person,
                "name": s.name,
                "unit": s.unit,
                "samples": len(s),
                "known": s.known,
            }
            for s in coding.signals
        ],
        "findings": [
            {"kind": f.kind, "where": f.where, "count": f.count, "text": f.text}
            for f in coding.findings
        ],
        **fit,
    }


def count_codes(coding: Coding) -> list[CodeCount]:
    """Count rows and time of every code, by tier and subject in the file's order, then by count."""
    counts: Counter[tuple[str, str, str]] = Counter()
    points: Counter[tuple[str, str, str]] = Counter()
    time: Counter[tuple[str, str, str]] = Counter()
    for row in coding.rows:
        key = (row.tier, row.subject, row.code)
        counts[key] += 1
        points[key] += row.onset == row.offset
        time[key] += row.offset - row.onset
    order = {tier: index for index, tier in enumerate(coding.tiers)}
    keys = sorted(counts, key=lambda k: (order.get(k[0], len(order)), k[0], k[1], -counts[k], k[2]))
    return [CodeCount(*key, counts[key], points[key], time[key]) for key in keys]


def draft_codebook(coding: Coding, *, name: str = "my-lab") -> str:
    """Write a first codebook for a file: whose each tier is, and every code it holds.

    What could be guessed from everyday words is marked ``guess``; every other code stands in a
    comment marked ``unmapped``, for a person to decide. The draft can be read as it is; dyadic
    measures need the roles of child and caregiver filled in where they could not be guessed.
    """
    tracks: dict[tuple[str, str], list[CodeCount]] = {}
    for count in count_codes(coding):
        tracks.setdefault((count.tier, count.subject), []).append(count)
    lines = [
        f"# Drafted from {Path(coding.source.path).name}. Lines marked 'guess' are guesses: check.",
        f"id = {_quoted(name)}",
        f"title = {_quoted('Codes of ' + Path(coding.source.path).name)}",
        'source = "drafted; replace by the coding manual (author, year)"',
        "",
    ]
    for (tier, subject), counts in tracks.items():
        lines += _track(tier, subject, counts)
    lines += ["# Which state wins where two overlap on one track, strongest first."]
    lines += ["[priority]", f"engagement = {_list(_strongest())}", ""]
    return "\n".join(lines)


def guess_role(tier: str, subject: str) -> str | None:
    """Guess from the names whether a tier is the child's or the caregiver's; ``None`` if unsure."""
    for name in (subject, tier):
        words = set(re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)) | {name}
        lowered = {word.lower() for word in words}
        found = [role for role, known in _ROLES.items() if _speaks_of(lowered, known)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _speaks_of(words: set[str], known: set[str]) -> bool:
    """Say whether a word is a known one, or starts with a long one (``childhands``)."""
    starts = tuple(name for name in known if len(name) > 4)
    return bool(words & known) or any(word.startswith(starts) for word in words)


def guess_state(role: str, code: str) -> str | None:
    """Guess a code's state from everyday words; ``None`` when no word fits."""
    label = code.lower().replace("_", " ").replace("-", " ")
    if code.lower() in (CHILD if role == "child" else CAREGIVER):
        return code.lower()
    for state, *words in _WORDS[role]:
        if any(word.replace("-", " ") in label for word in words):
            return state
    return None


def _strongest() -> list[str]:
    return [
        *dict.fromkeys([*(s for s, *_ in _WORDS["child"]), *(s for s, *_ in _WORDS["caregiver"])])
    ]


def _track(tier: str, subject: str, counts: list[CodeCount]) -> list[str]:
    guessed = guess_role(tier, subject)
    role = guessed or subject or tier
    note = "guess" if guessed else "whose is this? child, caregiver, both, or another word"
    lines = ["[[track]]", f"tier = {_quoted(tier)}"]
    if subject:
        lines.append(f"subject = {_quoted(subject)}")
    lines += [f"role = {_quoted(role)}  # {note}", 'track = "engagement"', "[track.codes]"]
    if guessed and len(counts) > _FREE_TEXT:
        # What was said is no code; that something was said is.
        return [*lines, '"*" = "vocal"  # guess: free text', ""]
    for c in counts:
        state = guess_state(guessed, c.code) if guessed else None
        times = f"{c.count} times, {c.ms / 1000:.1f} s"
        if state is None:
            lines.append(f'# {_quoted(c.code)} = ""  # unmapped; {times}')
        else:
            lines.append(f"{_quoted(c.code)} = {_quoted(state)}  # guess; {times}")
    return [*lines, ""]


def _quoted(text: str) -> str:
    """Quote for TOML; control characters are escaped as TOML asks."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}" for c in escaped) + '"'
    )


def _list(names: list[str]) -> str:
    return "[" + ", ".join(_quoted(name) for name in names) + "]"
