"""Where the rows of a coding went, said in findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from .codebook import TrackRule
from .coding import Coding, Phase, Row
from .events import Event
from .findings import Finding


@dataclass(slots=True)
class Sorting:
    """Where the rows of one coding went. Changes while rows are read, then is only looked at.

    Parameters
    ----------
    events, rules
        By person and track: the events so far, and the rule that declared the track.
    windows, phases
        Rows that say when coding was possible, and rows that name phases.
    unmapped
        Events whose code the codebook does not know, by (tier, subject, code).
    strange, skipped, ignored
        Rows of unknown tiers, of tiers left out (with the reason), of codes not used.
    labels
        By person and track: the tiers and subjects of its rows.
    doubled
        Events added because a code is about both persons.
    """

    events: dict[tuple[str, str], list[Event]] = field(default_factory=dict)
    rules: dict[tuple[str, str], TrackRule] = field(default_factory=dict)
    windows: list[tuple[int, int]] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    unmapped: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    labels: dict[tuple[str, str], set[tuple[str, str]]] = field(default_factory=dict)
    doubled: int = 0

    def declare(self, rule: TrackRule) -> None:
        """Open the channels of a rule; the first rule of a channel stands."""
        for person, _ in rule.people():
            self.rules.setdefault((person, rule.track), rule)
            self.events.setdefault((person, rule.track), [])

    def add(self, row: Row, rule: TrackRule, state: str) -> None:
        """Add one row as an event of each person it is about."""
        people = rule.people()
        self.doubled += len(people) - 1
        for person, _ in people:
            self.labels.setdefault((person, rule.track), set()).add((row.tier, row.subject))
            self.events[person, rule.track].append(
                Event(person, rule.track, row.code, state, row.onset, row.offset, row.tier)
            )


def row_findings(coding: Coding, sorting: Sorting) -> Iterable[Finding]:
    """Yield one finding per place and kind."""
    for (tier, subject, code), count in sorted(sorting.unmapped.items()):
        place = f"{tier} ({subject})" if subject else tier
        text = f"The code {code!r} is not in the codebook; its time counts as unknown."
        yield Finding("unmapped_code", place, count, text)
    for label, count in sorted(sorting.strange.items()):
        text = "The codebook has no track for this tier; its rows are left out."
        yield Finding("unmapped_tier", label, count, text, rows=-count)
    for (tier, why), count in sorted(sorting.skipped.items()):
        text = f"Left out by the codebook{': ' + why if why else ''}."
        yield Finding("skipped_tier", tier, count, text, rows=-count)
    for tier, count in sorted(sorting.ignored.items()):
        yield Finding("ignored_code", tier, count, "Codes that the codebook ignores.", rows=-count)
    for kind, rows in (("window", sorting.windows), ("phase", sorting.phases)):
        if rows:
            text = f"Rows used as {kind}s."
            yield Finding(f"{kind}_rows", "", len(rows), text, rows=-len(rows))
    if sorting.doubled:
        text = "Codes of both persons; one event for each."
        yield Finding("both", "", sorting.doubled, text, rows=sorting.doubled)
    backwards = _backwards(coding.rows)
    if backwards:
        text = "Rows stood after a later row of their tier; sorted by time."
        yield Finding("unsorted", "", backwards, text)


def _backwards(rows: Iterable[Row]) -> int:
    latest: dict[tuple[str, str], int] = {}
    count = 0
    for row in rows:
        key = (row.tier, row.subject)
        if row.onset < latest.get(key, 0):
            count += 1
        else:
            latest[key] = row.onset
    return count
