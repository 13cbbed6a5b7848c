"""Episodes and states back into the coders' own tools: always into a copy, never the original."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..episodes import Definition, Episode, Episodes, find_episodes, fits, load_definition
from ..errors import FormatError
from ..formats import Raw, childproject_write, gridware_write, gseq_write, read_raw
from ..formats.boris_write import add_events, observation_ids
from ..formats.chapters import chapters
from ..formats.elan_write import add_layers
from ..formats.layers import Layer, Stretch, save_copy
from ..record import UNMAPPED, Row, Session
from .analysis import analyse
from .reading import Reading
from .reading_to_write import ReadAs, read_to_write

TARGETS = {
    "eaf": ("elan", ".eaf"),
    "boris": ("boris", ".boris"),
    "vtt": ("", ".vtt"),
    "sds": ("", ".sds"),
    "trj": ("", ".trj"),
    "childproject": ("", ".csv"),
}
"""What can be written: the format that the file must have (any: ``""``), and the suffix."""


def write_back(
    path: str | Path,
    *,
    to: str,
    out: str | Path | None = None,
    definitions: Sequence[str | Definition] | None = None,
    states: bool = False,
    caregiver: str | None = None,
    read_as: ReadAs | None = None,
) -> tuple[list[Path], list[str]]:
    """Write the ruptures and repairs of a file as tiers, events or chapters.

    Parameters
    ----------
    path
        A coded file.
    to
        ``eaf`` (tiers in a copy of an ELAN file), ``boris`` (state events in a copy of a project);
        from any file ``vtt`` (WebVTT chapters), ``sds`` (GSEQ), ``trj`` (GridWare) or
        ``childproject`` (its segments as CSV). The last three hold the session's codes, too, and
        bring the codebook that reads them when it is another.
    out
        The new file, or a folder for it; beside the original as ``NAME.reattune.SUFFIX`` when not
        given.
    definitions
        Those to write, each a layer; when not given, the ones that fit best.
    states
        Write each channel's states as layers, too.
    caregiver
        Whom to take as the caregiver.
    read_as
        How the file is to be read, where its content does not say it.

    Returns
    -------
    files, lines
        What was written, and one line about each layer.

    Raises
    ------
    FormatError
        When the target is unknown or does not suit the file, or the new file exists already.
    """
    needed, suffix = _target(str(path), to)
    reading, shift = read_to_write(str(path), read_as or ReadAs())
    _suits(str(path), reading, needed)
    layers: dict[str, list[Layer]] = {}
    lines: list[str] = []
    for session, found in _found(reading, definitions, caregiver):
        made = _layers(session, found, states=states)
        lines += _left_out(session, states=states)
        if needed:
            made = [_on_clock(layer, shift, lines) for layer in made]
        layers[session.name] = made
        lines += [f"{session.name}: {each.name}, {len(each.stretches)} stretches" for each in made]
    if to in _WRITERS:
        files, more = _program_files(to, reading.sessions, layers, _place(path, out, suffix))
        return files, lines + more
    written = _save(
        str(path),
        to=to,
        sessions=reading.sessions,
        layers=layers,
        target=_place(path, out, suffix),
    )
    return written, lines


def _target(path: str, to: str) -> tuple[str, str]:
    if to in TARGETS:
        return TARGETS[to]
    raise FormatError(
        path=path,
        where="option to",
        found=repr(to),
        expected=f"one of: {', '.join(TARGETS)}",
        todo="Name one of these.",
    )


def _suits(path: str, reading: Reading, needed: str) -> None:
    source = reading.sessions[0].provenance.source
    found = source.format if source is not None else "a stored session"
    if needed and found != needed:
        raise FormatError(
            path=path,
            where="",
            found=f"a file of the format {found}",
            expected=f"one of the format {needed}: what is written is a copy of it",
            todo="Use --to vtt, which suits any file.",
        )


def _found(
    reading: Reading, definitions: Sequence[str | Definition] | None, caregiver: str | None
) -> list[tuple[Session, list[Episodes]]]:
    """Find the episodes of each session, under each definition that fits it."""
    if definitions is None:
        result = analyse(reading, caregiver=caregiver)
        if not result.episodes:
            raise result.failures[0]
        chosen: list[Definition] = [episodes.definition for episodes in result.episodes]
    else:
        chosen = [load_definition(definition) for definition in definitions]
    found = []
    for session in reading.sessions:
        fitting = [d for d in chosen if fits(session, d, caregiver=caregiver)]
        found.append((session, [find_episodes([session], d, caregiver=caregiver) for d in fitting]))
    return found


def _layers(session: Session, found: Sequence[Episodes], *, states: bool) -> list[Layer]:
    layers = [
        Layer.build(episodes.definition.id, (_stretch(row) for row in episodes))
        for episodes in found
    ]
    for track in session.tracks if states else ():
        rows = (
            Stretch(event.onset, event.offset, event.state)
            for event in session.events.of(track.person, track.name)
            if event.state != UNMAPPED and event.onset < event.offset
        )
        layers.append(Layer.build(f"states {track.person} {track.name}", rows))
    return layers


def _left_out(session: Session, *, states: bool) -> list[str]:
    """Say how many states no layer can bear."""
    events = session.events if states else ()
    unmapped = sum(event.state == UNMAPPED for event in events)
    points = sum(event.state != UNMAPPED and event.onset == event.offset for event in events)
    counts = ((unmapped, "without a state in the codebook"), (points, "without duration"))
    return [f"{session.name}: {n} events {why} are in no layer" for n, why in counts if n]


def _on_clock(layer: Layer, shift: int, lines: list[str]) -> Layer:
    """Put a layer on the file's own clock; what lies before its start has no place there."""
    moved = [s._replace(onset=s.onset - shift, offset=s.offset - shift) for s in layer.stretches]
    kept = [stretch for stretch in moved if stretch.onset >= 0]
    if len(kept) < len(moved):
        lines.append(f"{layer.name}: {len(moved) - len(kept)} stretches begin before this file")
    return replace(layer, stretches=tuple(kept))


def _stretch(row: Episode) -> Stretch:
    """Say how a rupture ended, by whom and how soon."""
    label = row.outcome.replace("_", " ")
    label += f" by {row.repaired_by}" if row.repaired_by else ""
    attempts = f"{len(row.attempts)} answer{'' if len(row.attempts) == 1 else 's'}"
    note = f"{row.duration / 1000:.1f} s, opened by {row.opened_by}, {attempts}"
    return Stretch(row.onset, row.ended_at, label, note)


def _place(path: str | Path, out: str | Path | None, suffix: str) -> Path:
    stem = Path(path).name.partition(".")[0]
    name = f"{stem}.reattune{suffix}"
    if out is None:
        return Path(path).parent / name
    return Path(out) / name if Path(out).is_dir() else Path(out)


def _save(
    path: str,
    *,
    to: str,
    sessions: Sequence[Session],
    layers: Mapping[str, list[Layer]],
    target: Path,
) -> list[Path]:
    if to == "vtt":
        files = _chapter_files(sessions, layers, target)
    else:
        raw = read_raw(path)
        content = (
            add_layers(raw, layers[sessions[0].name])
            if to == "eaf"
            else add_events(raw, _by_observation(raw, layers))
        )
        files = {target: content}
    for file, content in files.items():
        save_copy(content, file, original=path)
    return list(files)


_WRITERS = {
    "sds": gseq_write.write,
    "trj": gridware_write.write,
    "childproject": childproject_write.write,
}


def _program_files(
    to: str, sessions: Sequence[Session], layers: Mapping[str, list[Layer]], target: Path
) -> tuple[list[Path], list[str]]:
    """Write whole sessions for another program, each with the codebook that reads it back."""
    files: list[Path] = []
    lines: list[str] = []
    for session in sessions:
        name = f"{_file_word(session.name)}.reattune{target.suffix}"
        place = target if len(sessions) == 1 else target.with_name(name)
        rows = [
            Row(layer.name, "", stretch.label, stretch.onset, stretch.offset, "")
            for layer in layers[session.name]
            for stretch in layer.stretches
        ]
        written = _WRITERS[to](session, place, beside=rows)
        files += written.paths
        lines += [finding.text for finding in written.findings]
        if written.codebook.text != session.codebook.text:
            book = place.with_name(f"{place.name}.toml")
            save_copy(written.codebook.text.encode(), book, original=session.name)
            files.append(book)
            lines.append(f"{session.name}: read {place.name} with --codebook {book.name}")
    return files, lines


def _chapter_files(
    sessions: Sequence[Session], layers: Mapping[str, list[Layer]], target: Path
) -> dict[Path, bytes]:
    """Make one file of chapters for each session, on the clock of its first medium."""
    files = {}
    for session in sessions:
        offset = session.media[0].offset if session.media else 0
        name = f"{_file_word(session.name)}.reattune.vtt"
        place = target if len(sessions) == 1 else target.with_name(name)
        files[place] = chapters(layers[session.name], offset=offset)
    return files


def _file_word(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_ " else "-" for letter in name)


def _by_observation(raw: Raw, layers: Mapping[str, list[Layer]]) -> Mapping[str, list[Layer]]:
    """Name layers by the observation's id: a file with several puts its own name before it."""
    if len(layers) > 1:
        return {name.removeprefix(f"{raw.stem}: "): several for name, several in layers.items()}
    (only,) = observation_ids(raw)
    return {only: next(iter(layers.values()))}
