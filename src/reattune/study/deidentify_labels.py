"""Which texts of a Session may stay: codes yes; names, dates, paths and free text no."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

_MONTH = r"(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zé]*"
DATE = re.compile(
    r"(?<!\d)\d{4}[-/._]\d{1,2}[-/._]\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,2}[-/._]\d{1,2}[-/._](?:\d{4}|\d{2})(?!\d)"
    r"|(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}(?!\d)"
    rf"|(?<!\d)\d{{1,2}}[. /-]*{_MONTH}[. /,-]*(?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|\b{_MONTH}[. ]+\d{{1,2}}(?:st|nd|rd|th)?,?[. ]+\d{{4}}",
    re.IGNORECASE,
)
"""What looks like a date of a day, in the orders and with the marks that people write."""

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?")
_PATH = re.compile(
    r"[A-Za-z]:[\\/]|\\\\|(?:^|[\s'\"(=])(?:~|\.{1,2})?/\w|\w[\\/][^\s\\/]+[\\/]\w|\w@\w+\.\w"
    r"|\w\.(?:mp[34g]|mpeg|mov|avi|m[4o]v|mkv|mts|wmv|wav|flac|eaf|its|rttm|cha|csv|tsv|txt|xlsx?"
    r"|opf|boris|textgrid|json|parquet|pfsx|vtt|srt|trj|gwf|sds)\b",
    re.IGNORECASE,
)
"""What looks like a path, a file's name, or an address; ``anger/poke`` does not."""

_WORDS = re.compile(r"[^\W_]+")
_HUMPS = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")
"""Where capitals part words: babyCries, MOMCries."""
PLAIN_ROLES = frozenset(
    [
        "child",
        "caregiver",
        "mother",
        "father",
        "parent",
        "partner",
        "sibling",
        "brother",
        "sister",
        "grandmother",
        "grandfather",
        "grandparent",
        "nanny",
        "teacher",
        "stranger",
        "experimenter",
        "observer",
        "other",
        "both",
        "adult",
        "infant",
        "baby",
        "mom",
        "mum",
        "mama",
        "mommy",
        "mummy",
        "dad",
        "daddy",
        "papa",
    ]
)
"""Words for a role that name nobody."""


@dataclass(slots=True)
class Removed:
    """What was taken out and what stays, counted; changes while Sessions are cleaned.

    Parameters
    ----------
    counts
        How many times each kind of thing was taken out or replaced.
    kept
        Every text that stays, by what it is: for a person to look over.
    """

    counts: Counter[str] = field(default_factory=Counter)
    kept: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, count: int = 1) -> None:
        """Count something that was taken out."""
        if count:
            self.counts[kind] += count

    def keep(self, what: str, text: str) -> str:
        """Note a text that stays."""
        if text:
            self.kept.setdefault(what, set()).add(text)
        return text


@dataclass(frozen=True, slots=True)
class Names:
    """Names that may not stay: those a person gave, and those the Sessions themselves hold."""

    words: frozenset[str]

    @classmethod
    def build(cls, given: Iterable[str]) -> Names:
        """Take whole names and their words; words of one letter and plain roles are no names."""
        words: set[str] = set()
        for name in given:
            whole = name.strip().casefold()
            words |= {whole, *_WORDS.findall(whole)}
        return cls(frozenset(w for w in words if len(w) > 1 and w not in PLAIN_ROLES))

    def inside(self, text: str) -> bool:
        """Whether a text holds one of the names, as words.

        Codes run words together: a name of four letters or more is looked for anywhere
        (annacries), a shorter one where capitals or digits part the words (BoCries, cry2Bo).
        """
        plain = text.casefold()
        parted = re.sub(r"\d+", " ", _HUMPS.sub(" ", text)).casefold()
        found = {*_WORDS.findall(plain), *_WORDS.findall(parted)}
        return bool(found & self.words) or any(
            word in plain for word in self.words if len(word) >= 4
        )


def reveals(text: str, names: Names) -> str:
    """Say why a text may not stay: ``date``, ``path`` or ``name``; ``""`` when it may."""
    if DATE.search(text):
        return "date"
    if _PATH.search(text):
        return "path"
    return "name" if names.inside(text) else ""


def is_date(text: str) -> bool:
    """Whether a text is an ISO date (with or without a time) and nothing else."""
    return _ISO.fullmatch(text.strip()) is not None


def shift_date(text: str, *, secret: bytes, child: str) -> str:
    """Move an ISO date by the child's own number of days; the time of day is dropped.

    The shift is the same for all dates of a child, so that the days between two visits stay. It
    lies between 31 and 1,095 days either way and is made from the secret; it is never shown.
    Returns ``""`` where there is no such day.
    """
    number = int.from_bytes(sha256(secret + child.encode()).digest()[:8], "big")
    days = 31 + number % 1065
    match = _ISO.fullmatch(text.strip())
    try:
        day = date.fromisoformat(match[1] if match else "")
        return (day + timedelta(days=days if number >> 63 else -days)).isoformat()
    except (ValueError, OverflowError):
        return ""


@dataclass(slots=True)
class Cleaner:
    """How a study is cleaned; its numbers grow with the Sessions, so that equals stay equal.

    Parameters
    ----------
    names
        Names that may not stay.
    secret
        What the shifts of dates are made from; never written.
    keep
        Further covariates to keep.
    keep_text
        Keep words that coders wrote, but for those that hold a name, a date or a path.
    removed
        What was taken out.
    """

    names: Names
    secret: bytes
    keep: frozenset[str] = frozenset()
    keep_text: bool = False
    removed: Removed = field(default_factory=Removed)
    numbers: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def number(self, what: str, value: str) -> str:
        """Return the numbered name of a value: the same for the same value."""
        key = (what, value)
        if key not in self.numbers:
            count = sum(kind == what for kind, _ in self.numbers)
            self.numbers[key] = f"{what}-{count + 1:03d}"
        return self.numbers[key]

    def word(self, what: str, text: str) -> str:
        """Keep a short label that reveals nothing; another gets a numbered name."""
        why = reveals(text, self.names) or ("text" if len(text) > 40 else "")
        if why and text:
            self.removed.add(f"{what} with a {why}: numbered")
            return self.number(what.replace(" ", "-"), text)
        return self.removed.keep(what, text)
