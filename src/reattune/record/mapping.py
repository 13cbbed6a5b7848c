"""From a coding to a Session: the codebook says whose channel a row is and what its code means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from ..errors import CodebookError, RecordError
from . import overlaps
from .codebook import Codebook, TrackRule
from .coding import Coding, Phase, Row, is_own_tier
from .events import Event
from .findings import Finding
from .people import Person, Track
from .provenance import stamp
from .row_findings import Sorting, row_findings
from .session import Session
from .spans import Spans, difference, intersection, length, union
from .states import MISSING, UNMAPPED


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
        When the coding has an order and no times, or the result breaks R1 to R11.
    """
    if coding.untimed:
        raise _no_times(coding)
    sorting = _sort_rows(coding, codebook)
    if not sorting.rules and not (coding.signals and not coding.rows):
        raise _nothing_mapped(coding, codebook)
    window, explicit = _window(coding, sorting)
    findings = [*coding.findings, *row_findings(coding, sorting)]
    tracks: list[Track] = []
    events: list[Event] = []
    for key in sorted(sorting.rules):
        rule = sorting.rules[key]
        own = _own_window(coding, sorting, key, window)
        findings += _not_covered(key, rule, difference(window, own))
        try:
            settled, notes = _settle(
                sorting.events[key],
                rule,
                codebook.priority.get(rule.track, ()),
                window=own if explicit else None,
            )
        except overlaps.Clash as clash:
            raise _clash(coding, ", ".join(key), clash) from None

        findings += notes
        tracks.append(Track(*key, observed=_observed(settled, own, rule), rest=rule.rest))
        events += settled
    order = {(track.person, track.name): index for index, track in enumerate(tracks)}
    events.sort(key=lambda event: (event.onset, order[event.person, event.track], event.offset))
    phases, phase_notes = _phases(coding, sorting)
    ends = [e.offset for e in events] + [p.offset for p in phases] + [s[1] for s in window]
    ends += [int(signal.times[-1]) for signal in coding.signals if len(signal)]
    return Session.build(
        coding.name,
        end=max(ends, default=0),
        people=_people(coding, sorting),
        tracks=tracks,
        events=events,
        codebook=codebook,
        provenance=stamp(
            parameters={"codebook": codebook.id, **parameters},
            # A record names its source file, not the folders of the machine it was read on.
            source=replace(coding.source, path=PurePath(coding.source.path).name),
            rows=len(coding.rows) - sum(finding.rows for finding in coding.findings),
            further=tuple(
                replace(source, path=PurePath(source.path).name) for source in coding.further
            ),
        ),
        phases=phases,
        media=coding.media,
        findings=[*findings, *phase_notes],
        signals=coding.signals,
    )


def coverage(coding: Coding, codebook: Codebook) -> tuple[int, int]:
    """Return (rows whose code the codebook knows, all rows): how well it fits a file.

    0 known rows when it does not see both a child and somebody else.
    """
    known = 0
    roles = {rule.role for rule in _declared(coding, codebook)}
    labels = {key: n for key, n in coding.labels().items() if not is_own_tier(key[0])}
    for key, count in labels.items():
        home = _home(codebook, *key)
        known += count if home.kind not in {"unmapped", "strange"} else 0
        if home.rule is not None:
            roles.add(home.rule.role)
    usable = bool(roles & {"child", "both"}) and bool(roles - {"child"})
    return (known if usable else 0), sum(labels.values())


class _Home(NamedTuple):
    """Where rows of one tier, subject and code belong."""

    kind: str
    rule: TrackRule | None = None
    state: str = ""
    why: str = ""


_OWN = _Home("skipped", why="written back by reattune")


def _home(codebook: Codebook, tier: str, subject: str, code: str) -> _Home:
    """Find where rows of one tier, subject and code belong: the first track that knows the code."""
    rules = [rule for rule in codebook.rules if rule.selector.matches(tier, subject)]
    for rule in rules:
        state = rule.state(code)
        if state is not None:
            return _Home("track" if state else "ignored", rule, state)
    if rules:
        return _Home("unmapped", rules[0], UNMAPPED)
    if any(selector.matches(tier, "") for selector in codebook.windows):
        return _Home("window")
    if any(selector.matches(tier, "") for selector in codebook.phases):
        return _Home("phase")
    for selector, why in codebook.skips:
        if selector.matches(tier, subject):
            return _Home("skipped", why=why)
    return _Home("strange")


def _declared(coding: Coding, codebook: Codebook) -> list[TrackRule]:
    """Return the rules whose tiers the file declares, with or without rows."""
    return [
        rule
        for tier in coding.tiers
        if not is_own_tier(tier)
        for rule in codebook.rules
        if rule.selector.subjects == ("*",) and rule.selector.matches(tier, "")
    ]


def _sort_rows(coding: Coding, codebook: Codebook) -> Sorting:
    sorting = Sorting()
    for rule in _declared(coding, codebook):
        sorting.declare(rule)
    homes = {key: _OWN if is_own_tier(key[0]) else _home(codebook, *key) for key in coding.labels()}
    for row in coding.rows:
        _place(row, homes[row.tier, row.subject, row.code], sorting)
    return sorting


def _place(row: Row, home: _Home, sorting: Sorting) -> None:
    """Put one row where it belongs, or count it."""
    rule = home.rule
    if rule is not None:
        sorting.declare(rule)
        if home.kind == "ignored":
            sorting.ignored[row.tier] += 1
            return
        if home.kind == "unmapped":
            sorting.unmapped[row.tier, row.subject, row.code] += len(rule.people())
        sorting.add(row, rule, home.state)
    elif home.kind == "window":
        sorting.windows.append((row.onset, row.offset))
    elif home.kind == "phase":
        sorting.phases.append(Phase(row.code, row.onset, row.offset))
    elif home.kind == "skipped":
        sorting.skipped[row.tier, home.why] += 1
    else:
        sorting.strange[f"{row.tier} ({row.subject})" if row.subject else row.tier] += 1


def _window(coding: Coding, sorting: Sorting) -> tuple[Spans, bool]:
    """Return the time in which coding was possible, and whether somebody stated it."""
    if sorting.windows:
        return union(sorting.windows), True
    if coding.window is not None:
        return union(coding.window), True
    times = [
        t for events in sorting.events.values() for event in events for t in (event[4], event[5])
    ]
    if not times:
        return (), False
    # A single instant still has to lie somewhere: one millisecond.
    return ((min(times), max(*times, min(times) + 1)),), False


def _own_window(coding: Coding, sorting: Sorting, key: tuple[str, str], window: Spans) -> Spans:
    """Return the window of one track: of several merged files only of those that bear on it."""
    if not coding.extents or sorting.windows:
        return window
    labels = sorting.labels.get(key) or {
        (tier, "") for tier in coding.tiers if sorting.rules[key].selector.matches(tier, "")
    }
    covered = [span for label in labels for span in coding.extents.get(label, ())]
    return intersection(union(covered), window) if covered else window


def _not_covered(key: tuple[str, str], rule: TrackRule, lost: Spans) -> list[Finding]:
    if not lost or not rule.rest:
        return []
    text = (
        "The files that hold this track end before, or begin after, others of the observation; "
        f"that time is not taken as {rule.rest}, it was not observed."
    )
    return [Finding("not_covered", ", ".join(key), len(lost), text, rows=0, ms=length(lost))]


def _settle(
    events: list[Event], rule: TrackRule, priority: tuple[str, ...], *, window: Spans | None
) -> tuple[list[Event], list[Finding]]:
    """Settle one track: overlaps, gaps, window. Unmapped events stand aside, untouched."""
    unmapped = [event for event in events if event.state == UNMAPPED]
    settled = overlaps.resolve(
        [event for event in events if event.state != UNMAPPED],
        priority if MISSING in priority else (*priority, MISSING),
    )
    place = f"{events[0].person}, {events[0].track}" if events else ""
    findings: list[Finding] = []
    if settled.touched:
        findings.append(_note("overlap", place, settled))
    if rule.bridge:
        settled = overlaps.bridge(settled.events, rule.bridge)
        if settled.touched:
            findings.append(_note("bridged", place, settled))
    if window is not None:
        settled = overlaps.clip(settled.events, window)
        if settled.touched:
            findings.append(_note("outside", place, settled))
    free, hidden = _set_apart(unmapped, settled.events)
    if hidden:
        text = "Unmapped codes overlap known ones; the known ones stand."
        findings.append(Finding("unmapped_overlap", place, hidden, text))
    return settled.events + free, findings


_SETTLED = {
    "overlap": "States overlapped; the codebook's priority decided, the other was cut.",
    "bridged": "Short gaps between two codes were closed, as the codebook says.",
    "outside": "Rows reach beyond observed time; cut at its bounds.",
}


def _note(kind: str, place: str, settled: overlaps.Settled) -> Finding:
    return Finding(kind, place, settled.touched, _SETTLED[kind], rows=settled.pieces, ms=settled.ms)


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


def _people(coding: Coding, sorting: Sorting) -> list[Person]:
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
    for signal in coding.signals:
        people.setdefault(signal.person, Person(signal.person, signal.person))
    return [people[person] for person in sorted(people)]


def _phases(coding: Coding, sorting: Sorting) -> tuple[list[Phase], list[Finding]]:
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


def _no_times(coding: Coding) -> RecordError:
    return RecordError(
        path=coding.source.path,
        where=coding.name,
        found=f"codes in order, without times: {coding.untimed} (R1)",
        expected="an onset for every code; episodes and measures are made of time",
        todo="Code the times too; `reattune codes FILE` lists the codes that are there.",
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
