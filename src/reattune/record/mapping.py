"""From a coding to a Session: the codebook says whose channel a row is and what its code means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import CodebookError
from . import overlaps
from .codebook import Codebook, TrackRule
from .coding import Coding, Phase, Row
from .events import Event
from .findings import Finding
from .provenance import stamp
from .session import Person, Session, Track
from .spans import Spans, difference, intersection, union
from .states import MISSING, UNMAPPED


@dataclass(slots=True)
class _Sorting:
    """Where the rows of one coding went. Changes while rows are read, then is only looked at."""

    events: dict[tuple[str, str], list[Event]] = field(default_factory=dict)
    rules: dict[tuple[str, str], TrackRule] = field(default_factory=dict)
    windows: list[tuple[int, int]] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    unmapped: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    strange: Counter[str] = field(default_factory=Counter)
    skipped: Counter[tuple[str, str]] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    doubled: int = 0


def build_session(coding: Coding, codebook: Codebook, **parameters: str) -> Session:
    """Turn one coding into a Session.

    Everything that is left out, cut, closed or split is counted in the Session's findings.

    Parameters
    ----------
    coding
        What the file says.
    codebook
        What it means.
    **parameters
        Further choices to keep in the provenance.

    Raises
    ------
    CodebookError
        When no row of the file is mapped, or two states overlap on one track and the codebook's
        ``[priority]`` does not say which wins.
    RecordError
        When the result breaks R1 to R10.
    """
    sorting = _sort_rows(coding, codebook)
    if not sorting.rules:
        raise _nothing_mapped(coding, codebook)
    window, explicit = _window(coding, sorting)
    findings = [*coding.findings, *_row_findings(coding, sorting)]
    tracks: list[Track] = []
    events: list[Event] = []
    for key in sorted(sorting.rules):
        rule = sorting.rules[key]
        settled, notes = _settle(coding, codebook, key, sorting, window if explicit else None)
        findings += notes
        tracks.append(Track(*key, observed=_observed(settled, window, rule), rest=rule.rest))
        events += settled
    order = {(track.person, track.name): index for index, track in enumerate(tracks)}
    events.sort(key=lambda event: (event.onset, order[event.person, event.track], event.offset))
    phases, phase_notes = _phases(coding, sorting)
    ends = [e.offset for e in events] + [p.offset for p in phases] + [s[1] for s in window]
    return Session.build(
        coding.name,
        end=max(ends, default=0),
        people=_people(coding, sorting),
        tracks=tracks,
        events=events,
        codebook=codebook,
        provenance=stamp(
            parameters={"codebook": codebook.id, **parameters},
            source=coding.source,
            rows=len(coding.rows) - sum(finding.rows for finding in coding.findings),
        ),
        phases=phases,
        media=coding.media,
        findings=[*findings, *phase_notes],
    )


def coverage(coding: Coding, codebook: Codebook) -> tuple[int, int]:
    """Return (rows whose code the codebook knows, all rows): how well it fits a file."""
    sorting = _sort_rows(coding, codebook)
    lost = sum(sorting.unmapped.values()) + sum(sorting.strange.values())
    roles = {rule.role for rule in sorting.rules.values()}
    usable = bool(roles & {"child", "both"}) and bool(roles - {"child"})
    return (len(coding.rows) - lost if usable else 0), len(coding.rows)


def _sort_rows(coding: Coding, codebook: Codebook) -> _Sorting:
    sorting = _Sorting()
    fitting: dict[tuple[str, str], list[TrackRule]] = {}
    for tier in coding.tiers:
        for rule in codebook.rules:
            if rule.selector.subjects == ("*",) and rule.selector.matches(tier, ""):
                _declare(sorting, rule)
    for row in coding.rows:
        key = (row.tier, row.subject)
        if key not in fitting:
            fitting[key] = [r for r in codebook.rules if r.selector.matches(*key)]
        _place(row, fitting[key], codebook, sorting)
    return sorting


def _declare(sorting: _Sorting, rule: TrackRule) -> None:
    for person, _ in rule.people():
        sorting.rules.setdefault((person, rule.track), rule)
        sorting.events.setdefault((person, rule.track), [])


def _place(row: Row, rules: list[TrackRule], codebook: Codebook, sorting: _Sorting) -> None:
    """Put one row where it belongs, or count it."""
    if not rules:
        _place_special(row, codebook, sorting)
        return
    state, rule = None, rules[0]
    for rule in rules:
        state = rule.state(row.code)
        if state is not None:
            break
    if state is None:
        rule, state = rules[0], UNMAPPED
        sorting.unmapped[row.tier, row.subject, row.code] += len(rule.people())
    elif state == "":
        sorting.ignored[row.tier] += 1
        _declare(sorting, rule)
        return
    _declare(sorting, rule)
    sorting.doubled += len(rule.people()) - 1
    for person, _ in rule.people():
        sorting.events[person, rule.track].append(
            Event(person, rule.track, row.code, state, row.onset, row.offset, row.tier)
        )


def _place_special(row: Row, codebook: Codebook, sorting: _Sorting) -> None:
    """Rows of no track: windows, phases, tiers knowingly left out, tiers nobody knows."""
    if any(selector.matches(row.tier, "") for selector in codebook.windows):
        sorting.windows.append((row.onset, row.offset))
    elif any(selector.matches(row.tier, "") for selector in codebook.phases):
        sorting.phases.append(Phase(row.code, row.onset, row.offset))
    else:
        for selector, why in codebook.skips:
            if selector.matches(row.tier, row.subject):
                sorting.skipped[row.tier, why] += 1
                return
        label = f"{row.tier} ({row.subject})" if row.subject else row.tier
        sorting.strange[label] += 1


def _row_findings(coding: Coding, sorting: _Sorting) -> Iterable[Finding]:
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


def _window(coding: Coding, sorting: _Sorting) -> tuple[Spans, bool]:
    """Return the time in which coding was possible, and whether somebody stated it."""
    if sorting.windows:
        return union(sorting.windows), True
    if coding.window is not None:
        return union(coding.window), True
    times = [
        t for events in sorting.events.values() for event in events for t in (event[4], event[5])
    ]
    return (union([(min(times), max(times))]) if times else ()), False


def _settle(
    coding: Coding,
    codebook: Codebook,
    key: tuple[str, str],
    sorting: _Sorting,
    window: Spans | None,
) -> tuple[list[Event], list[Finding]]:
    """Settle one track: overlaps, gaps, window. Unmapped events stand aside, untouched."""
    person, track = key
    rule = sorting.rules[key]
    unmapped = [event for event in sorting.events[key] if event.state == UNMAPPED]
    mapped = [event for event in sorting.events[key] if event.state != UNMAPPED]
    place = f"{person}, {track}"
    findings: list[Finding] = []
    priority = codebook.priority.get(track, ())
    try:
        settled = overlaps.resolve(mapped, (*priority, MISSING))
    except overlaps.Clash as clash:
        raise _clash(coding, place, clash) from None
    if settled.touched:
        text = "States overlapped; the codebook's priority decided, the other was cut."
        findings.append(
            Finding("overlap", place, settled.touched, text, rows=settled.pieces, ms=settled.ms)
        )
    if rule.bridge:
        settled = overlaps.bridge(settled.events, rule.bridge)
        if settled.touched:
            text = f"Gaps of up to {rule.bridge} ms between two codes were closed."
            findings.append(Finding("bridged", place, settled.touched, text, ms=settled.ms))
    if window is not None:
        settled = overlaps.clip(settled.events, window)
        if settled.touched:
            text = "Rows reach beyond observed time; cut at its bounds."
            findings.append(
                Finding("outside", place, settled.touched, text, rows=settled.pieces, ms=settled.ms)
            )
    free, hidden = _set_apart(unmapped, settled.events)
    if hidden:
        text = "Unmapped codes overlap known ones; the known ones stand."
        findings.append(Finding("unmapped_overlap", place, hidden, text))
    return settled.events + free, findings


def _set_apart(unmapped: list[Event], known: list[Event]) -> tuple[list[Event], int]:
    """Turn unmapped events that overlap another one into point events: kept, without time."""
    taken = union((event.onset, event.offset) for event in known)
    kept: list[Event] = []
    hidden = 0
    for event in sorted(unmapped, key=lambda event: (event.onset, event.offset)):
        span = union([(event.onset, event.offset)])
        if intersection(span, taken):
            kept.append(event._replace(offset=event.onset))
            hidden += 1
        else:
            kept.append(event)
            taken = union([*taken, *span])
    return kept, hidden


def _observed(events: list[Event], window: Spans, rule: TrackRule) -> Spans:
    """Return observed time: the window where rest is known, else the coded time; never missing."""
    unknown = union((e.onset, e.offset) for e in events if e.state in {MISSING, UNMAPPED})
    coded = union((e.onset, e.offset) for e in events if e.state not in {MISSING, UNMAPPED})
    if rule.rest:
        return union([*difference(window, unknown), *coded])
    points = [e for e in events if e.onset == e.offset and e.state not in {MISSING, UNMAPPED}]
    if points:
        # A channel of point events alone has no length; it was observed as long as anything was.
        return union([*difference(window, unknown), *coded])
    return coded


def _people(coding: Coding, sorting: _Sorting) -> list[Person]:
    people: dict[str, Person] = {}
    for rule in sorting.rules.values():
        for person, role in rule.people():
            age = rule.age_months
            if age is None and role == "child":
                age = next(
                    (
                        months
                        for subject, months in sorted(coding.ages_months.items())
                        if rule.selector.subjects == ("*",)
                        or rule.selector.matches_subject(subject)
                    ),
                    None,
                )
            before = people.get(person)
            if before is None or before.age_months is None:
                people[person] = Person(person, role, age)
    return [people[person] for person in sorted(people)]


def _phases(coding: Coding, sorting: _Sorting) -> tuple[list[Phase], list[Finding]]:
    """Take the phases in order; one that overlaps an earlier one starts where that ends."""
    kept: list[Phase] = []
    touched = total = 0
    for phase in sorted([*coding.phases, *sorting.phases], key=lambda p: (p.onset, p.offset)):
        onset = max(phase.onset, kept[-1].offset if kept else 0)
        if onset != phase.onset or onset >= phase.offset:
            touched, total = touched + 1, total + min(onset, phase.offset) - phase.onset
        if onset < phase.offset:
            kept.append(Phase(phase.name, onset, phase.offset))
    if not touched:
        return kept, []
    text = "Phases overlapped; the later one starts where the earlier one ends."
    return kept, [Finding("phase_overlap", "", touched, text, ms=total)]


def _clash(coding: Coding, place: str, clash: overlaps.Clash) -> CodebookError:
    first, second = clash.first, clash.second
    return CodebookError(
        path=coding.source.path,
        where=f"{coding.name}, {place}, at {second.onset / 1000:.3f} s",
        found=f"{second.code!r} ({second.state}) while {first.code!r} ({first.state}) lasts (R3)",
        expected="one state at a time on a track",
        todo=f"Name both states under [priority] {first.track} in the codebook, the stronger one "
        "first, or give them tracks of their own.",
    )


def _nothing_mapped(coding: Coding, codebook: Codebook) -> CodebookError:
    tiers = sorted({f"{r.tier} ({r.subject})" if r.subject else r.tier for r in coding.rows})
    return CodebookError(
        path=coding.source.path,
        where=coding.name,
        found=f"no tier that the codebook {codebook.id!r} knows "
        f"(the file has {', '.join(tiers[:8]) or 'no rows'}{' ...' if len(tiers) > 8 else ''})",
        expected="at least one",
        todo=f"Run `reattune codes {coding.source.path} --draft my.toml` and read the file with "
        "--codebook my.toml.",
    )
