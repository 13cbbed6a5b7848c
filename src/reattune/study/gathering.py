"""From a manifest to Sessions: files of one observation merged, coders apart, covariates kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import FormatError, ReattuneError, RecordError
from ..formats import FORMATS, load
from ..record import (
    Codebook,
    Coding,
    Part,
    Person,
    Session,
    build_session,
    choose_codebook,
    load_codebook,
    merge_codings,
)
from ..record.requirements import check_phases
from .manifest import Entry, parse_manifest
from .reading import Reading
from .spreading import spread, total_size


def read_manifest(
    path: str | Path,
    *,
    coder: str | None = None,
    codebook: str | None = None,
    only: Callable[[Entry], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read the observations that a manifest names; what fails is collected, the rest goes on.

    Where a session was coded by several, the coder listed first is taken (a guess says so):
    counting one session twice would make every interval too short.

    Parameters
    ----------
    path
        The manifest, see :data:`reattune.study.manifest.COLUMNS`.
    coder
        Whose coding to take; sessions without one of theirs are left out, and counted.
    codebook
        For all files that the manifest gives none.
    only
        Read only observations of which one line at least is wanted.
    progress
        Called with (observations done, observations in all) after each.

    Raises
    ------
    FormatError
        When the manifest itself is wrong.
    """
    entries = parse_manifest(path)
    groups, guesses = _chosen(entries, coder)
    if only is not None:
        groups, guesses = [group for group in groups if any(map(only, group))], ()
    if codebook is not None:
        groups = [[_with_codebook(entry, codebook) for entry in group] for group in groups]
    files = tuple(dict.fromkeys(entry.file for entry in entries))
    readings: list[Reading] = []
    for reading in spread(_gather, groups, size=total_size(files)):
        readings.append(reading)
        if progress is not None:
            progress(len(readings), len(groups))
    return Reading(
        sessions=tuple(session for reading in readings for session in reading.sessions),
        failures=tuple(failure for reading in readings for failure in reading.failures),
        guesses=tuple(
            dict.fromkeys((*guesses, *(guess for reading in readings for guess in reading.guesses)))
        ),
        files=(str(path), *files),
    )


def _with_codebook(entry: Entry, codebook: str) -> Entry:
    return entry if entry.codebook else replace(entry, codebook=codebook)


def _chosen(
    entries: Sequence[Entry], coder: str | None
) -> tuple[list[list[Entry]], tuple[str, ...]]:
    """Group the files by observation, one coder each."""
    groups: dict[tuple[str, str], list[Entry]] = {}
    coders: dict[str, list[str]] = {}
    for entry in entries:
        groups.setdefault((entry.session, entry.coder), []).append(entry)
        if entry.coder not in coders.setdefault(entry.session, []):
            coders[entry.session].append(entry.coder)
    wanted = {
        session: coder if coder in given else (given[0] if coder is None else None)
        for session, given in coders.items()
    }
    chosen = [group for (session, by), group in groups.items() if wanted[session] == by]
    several = [session for session, given in coders.items() if len(given) > 1]
    without = [session for session, by in wanted.items() if by is None]
    guesses = []
    if several and coder is None:
        guesses.append(
            f"{len(several)} session(s) were coded by several people: the coder listed first is "
            "taken (choose with --coder; compare them with reattune agree)"
        )
    if without:
        guesses.append(f"{len(without)} session(s) were not coded by {coder}: left out")
    return chosen, tuple(guesses)


def _gather(group: Sequence[Entry]) -> Reading:
    """Read one observation; what fails is its failure."""
    try:
        _check_facts(group)
        codings = [_load(entry) for entry in group]
        named = _codebook(group)
        told = [_session(group, merged, named) for merged in _merged(group, codings)]
    except ReattuneError as problem:
        return Reading(failures=(problem,))
    guesses = (*(guess for _, guess in told if guess), *_differing(group))
    return Reading(tuple(session for session, _ in told), guesses=guesses)


def _told(group: Sequence[Entry]) -> dict[str, dict[str, int]]:
    """Return what the lines say of each covariate, with the first line that says so."""
    told: dict[str, dict[str, int]] = {}
    for entry in group:
        for name, text in entry.covariates.items():
            told.setdefault(name, {}).setdefault(text, entry.line)
    return told


def _check_facts(group: Sequence[Entry]) -> None:
    """Refuse lines of one observation that say different things of it."""
    told = {name: _told(group).get(name, {}) for name in ("dyad", "condition")}
    ages = ((e.age_months, e.line) for e in reversed(group) if e.age_months is not None)
    told["age_months"] = {f"{age:g}": line for age, line in ages}
    for name, values in told.items():
        if len(values) > 1:
            places = sorted((line, text) for text, line in values.items())
            raise FormatError(
                path=group[0].file,
                where=f"session {group[0].session} of the manifest, column {name}",
                found=" and ".join(f"{text!r} (line {line})" for line, text in places),
                expected="one for all files of a session",
                todo="Correct it; or, if they are different observations, name their sessions "
                "differently.",
            )


def _differing(group: Sequence[Entry]) -> Iterator[str]:
    for name, values in _told(group).items():
        if len(values) > 1:
            lines = ", ".join(str(line) for line in sorted(values.values()))
            yield (
                f"session {group[0].session}: the manifest's lines {lines} differ in {name}, which "
                "is therefore left out"
            )


def _load(entry: Entry) -> list[Coding]:
    options = dict(entry.options)
    if entry.person:
        options["person"] = entry.person
    return load(entry.file, format=entry.format or None, options=options, mixed=True)


def _merged(group: Sequence[Entry], codings: Sequence[list[Coding]]) -> list[Coding]:
    """Merge the files of one observation; one file alone may hold several."""
    if len(group) == 1 and len(codings[0]) != 1:
        return [
            merge_codings(coding.name, [Part(coding, group[0].offset, group[0].person)])
            for coding in codings[0]
        ]
    for entry, found in zip(group, codings, strict=True):
        if len(found) != 1:
            raise FormatError(
                path=entry.file,
                where="",
                found=f"{len(found)} observations in one of several files of {entry.session}",
                expected="one observation in each of them",
                todo="Part the file, or give it a session of its own in the manifest.",
            )
    parts = [Part(c[0], e.offset, e.person) for e, c in zip(group, codings, strict=True)]
    return [merge_codings(_name(group[0]), parts)]


def _name(entry: Entry) -> str:
    return f"{entry.session} ({entry.coder})" if entry.coder else entry.session


def _codebook(group: Sequence[Entry]) -> str:
    """Return the codebook that the manifest names for an observation, if any."""
    named = list(dict.fromkeys(entry.codebook for entry in group if entry.codebook))
    if len(named) > 1:
        raise FormatError(
            path=group[0].file,
            where=f"session {group[0].session}",
            found=f"the codebooks {', '.join(named)}",
            expected="one codebook for all files of a session",
            todo="Put the tracks of both into one codebook.",
        )
    return named[0] if named else ""


def _session(group: Sequence[Entry], coding: Coding, codebook: str) -> tuple[Session, str]:
    """Build one Session and say which codebook was guessed, if one was."""
    book, guess = (load_codebook(codebook), "") if codebook else choose_codebook(coding)
    known = FORMATS[coding.source.format].options
    used = {name: text for name, text in group[0].options.items() if name in known}
    session = _built(group, coding, book, used)
    unlike = {name for name, values in _told(group).items() if len(values) > 1}
    covariates = {
        name: text
        for e in reversed(group)
        for name, text in e.covariates.items()
        if name not in unlike
    }
    return replace(
        session,
        people=_people(group, session),
        covariates=covariates,
    ), guess


def _built(
    group: Sequence[Entry], coding: Coding, book: Codebook, parameters: Mapping[str, str]
) -> Session:
    """Build the Session; phases that the manifest states take the place of the files' own."""
    stated = sorted((p for entry in group for p in entry.phases), key=lambda p: p.onset)
    if not stated:
        return build_session(coding, book, **parameters)
    session = build_session(replace(coding, phases=tuple(stated)), book, **parameters)
    check_phases(session.name, stated, session.end)
    kept = tuple(found for found in session.findings if found.kind != "phase_overlap")
    return replace(session, phases=tuple(stated), findings=kept)


def _people(group: Sequence[Entry], session: Session) -> tuple[Person, ...]:
    """Give people the roles and the age that the manifest states."""
    roles = {person: role for entry in group for person, role in entry.roles.items()}
    strangers = roles.keys() - {person.id for person in session.people}
    if strangers:
        raise RecordError(
            path=session.name,
            where="roles",
            found=f"a role for {', '.join(sorted(strangers))}",
            expected=f"people of this session: {', '.join(p.id for p in session.people)}",
            todo="Correct the manifest's column roles.",
        )
    age = next((e.age_months for e in group if e.age_months is not None), None)
    people = []
    for person in session.people:
        role = roles.get(person.id, person.role)
        stated = age if role == "child" and age is not None else person.age_months
        people.append(replace(person, role=role, age_months=stated))
    return tuple(people)
