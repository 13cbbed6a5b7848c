"""Several coders of the same observations: paired, compared channel by channel, written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path

from ..episodes import fitting_definitions, load_definition
from ..errors import ReattuneError, RecordError
from ..measures import Estimate
from ..measures.agree_channel import ChannelAgreement
from ..measures.agree_many import icc_rows, krippendorff_alpha
from ..measures.agree_moved import RECODINGS, coding_error, moved_rows
from ..measures.agree_streams import By, Disagreement, pair_of, shared_channels
from ..measures.agreement import agreement_rows, code_rows
from ..record import Session
from .gathering import read_manifest
from .manifest import parse_manifest
from .reading import Reading, read_paths

Codings = dict[str, dict[str, Session]]
"""For each observation the codings, by coder."""


@dataclass(frozen=True, slots=True)
class AgreeOptions:
    """How codings are compared.

    Parameters
    ----------
    step, tolerance
        Length of a time unit, and how far apart the same code may lie, in ms.
    order
        Codes from one end to the other; empty where they are not ordered.
    by
        ``state`` or ``code``.
    metric
        ``interval`` or ``ratio`` for Krippendorff's alpha, where codes are numbers.
    definition
        For the coding error carried into repair; chosen by fit when empty.
    draws
        Recodings for it; 0 for none.
    """

    step: int = 1000
    tolerance: int = 2000
    order: tuple[str, ...] = ()
    by: By = "state"
    metric: str = ""
    definition: str = ""
    draws: int = RECODINGS


@dataclass(frozen=True, slots=True)
class Agreed:
    """What came of a comparison.

    Parameters
    ----------
    codings
        The observations that two or more coded.
    channels
        One for each pair of coders and channel.
    rows, codes, moved
        Statistics; those of single codes; repair measures as coding error would move them.
    failures, guesses, files
        As in :class:`reattune.study.Reading`.
    options
        As given.
    """

    codings: Codings
    channels: tuple[ChannelAgreement, ...]
    rows: tuple[Estimate, ...]
    codes: tuple[Estimate, ...]
    moved: tuple[Estimate, ...]
    failures: tuple[ReattuneError, ...]
    guesses: tuple[str, ...]
    files: tuple[str, ...]
    options: AgreeOptions

    def disagreements(self) -> list[tuple[tuple[str, str], Disagreement]]:
        """Return every stretch in which two coders differ, with who they are, in order of time."""
        found = [
            (channel.coders, piece)
            for channel in self.channels
            for pair in channel.pairs
            for piece in pair.disagreements(near=self.options.tolerance)
        ]
        return sorted(found, key=lambda row: (row[1].session, row[1].onset, row[0], row[1]))


def agree_paths(
    paths: Sequence[str | Path],
    *,
    options: AgreeOptions | None = None,
    codebook: str | None = None,
    format: str | None = None,
    reading_options: Mapping[str, str] | None = None,
) -> Agreed:
    """Compare coders, one path each: files of one observation, or folders with the same names.

    Parameters
    ----------
    paths
        Two or more. A file is that coder's coding of the one observation, whatever its name; in
        folders, files of one stem are one observation.
    options
        How they are compared.
    codebook, format, reading_options
        As in :func:`reattune.study.read_paths`, for all.

    Raises
    ------
    RecordError
        When fewer than two coders have an observation or a channel in common.
    """
    names = _names(paths)
    codings: Codings = {}
    readings: list[Reading] = []
    for name, path in zip(names, paths, strict=True):
        reading = read_paths([path], codebook=codebook, format=format, options=reading_options)
        readings.append(reading)
        single = not Path(path).is_dir() and len(reading.sessions) == 1
        for session in reading.sessions:
            codings.setdefault("" if single else session.name, {})[name] = session
    if "" in codings:
        first = next(iter(codings[""].values())).name
        codings[first] = {**codings.pop(""), **codings.get(first, {})}
    return _agreed(codings, readings, options or AgreeOptions())


def agree_manifest(
    path: str | Path, *, options: AgreeOptions | None = None, codebook: str | None = None
) -> Agreed:
    """Compare the coders that a manifest names: sessions that differ in ``coder`` only.

    Raises
    ------
    FormatError
        When the manifest is wrong.
    RecordError
        When no session was coded by two.
    """
    coders = list(dict.fromkeys(entry.coder for entry in parse_manifest(path)))
    codings: Codings = {}
    readings: list[Reading] = []
    for coder in coders:
        reading = read_manifest(path, coder=coder, codebook=codebook)
        # One coder's sessions: that others coded other ones is no news here.
        readings.append(
            replace(reading, guesses=tuple(g for g in reading.guesses if "session(s)" not in g))
        )
        for session in reading.sessions:
            name = session.covariates.get("session", session.name)
            codings.setdefault(name, {})[coder or "(no name)"] = session
    return _agreed(codings, readings, options or AgreeOptions())


def _names(paths: Sequence[str | Path]) -> list[str]:
    """Shortest names that tell the paths apart: their own, else with their folders'."""
    parts = [Path(path).parts for path in paths]
    for depth in range(1, max((len(part) for part in parts), default=0) + 1):
        names = ["/".join(part[-depth:]) for part in parts]
        if len(set(names)) == len(names):
            return names
    return [f"coder {k + 1}" for k in range(len(paths))]


def _agreed(codings: Codings, readings: Sequence[Reading], options: AgreeOptions) -> Agreed:
    several = {name: by for name, by in sorted(codings.items()) if len(by) > 1}
    alone = len(codings) - len(several)
    channels = tuple(_channels(several, options))
    failures = tuple(f for reading in readings for f in reading.failures)
    if not channels:
        if failures:
            raise failures[0]
        raise _nothing_shared(codings)
    guesses = [guess for reading in readings for guess in reading.guesses]
    if alone:
        guesses.append(f"{alone} session(s) were coded by one person only: left out")
    rows = [row for channel in channels for row in (*agreement_rows(channel), *icc_rows(channel))]
    rows += _alphas(several, channels, options)
    moved, why = _moved(several, channels, options)
    return Agreed(
        codings=several,
        channels=channels,
        rows=tuple(rows),
        codes=tuple(row for channel in channels for row in code_rows(channel)),
        moved=moved,
        failures=failures,
        guesses=tuple(dict.fromkeys([*guesses, *why])),
        files=tuple(file for reading in readings for file in reading.files),
        options=options,
    )


def _channels(codings: Codings, options: AgreeOptions) -> list[ChannelAgreement]:
    """All pairs of coders, and all channels that both coded in the same observation."""
    coders = list(dict.fromkeys(name for by in codings.values() for name in by))
    found: list[ChannelAgreement] = []
    for one, other in combinations(coders, 2):
        both = {name: by for name, by in codings.items() if one in by and other in by}
        shared = dict.fromkeys(
            channel for by in both.values() for channel in shared_channels(by[one], by[other])
        )
        for channel in shared:
            pairs = tuple(
                pair_of(by[one], by[other], channel, by=options.by, name=name)
                for name, by in both.items()
                if channel in shared_channels(by[one], by[other])
            )
            found.append(
                ChannelAgreement(
                    pairs,
                    (one, other),
                    step=options.step,
                    tolerance=options.tolerance,
                    order=options.order,
                )
            )
    return _ordered(found)


def _ordered(channels: list[ChannelAgreement]) -> list[ChannelAgreement]:
    """Keep the order on the channels it names all codes of; where it fits none, it is an error."""
    fits = [set(channel.codes) <= set(channel.order) for channel in channels]
    if not any(fits):
        return channels
    return [c if fit else replace(c, order=()) for c, fit in zip(channels, fits, strict=True)]


def _alphas(
    codings: Codings, channels: Sequence[ChannelAgreement], options: AgreeOptions
) -> list[Estimate]:
    wanted = {(c.pairs[0].person, c.pairs[0].track): c.order for c in reversed(channels)}
    return [
        krippendorff_alpha(
            [list(by.values()) for by in codings.values()],
            channel,
            step=options.step,
            by=options.by,
            order=order,
            metric=options.metric,
        )
        for channel, order in reversed(wanted.items())
    ]


def _moved(
    codings: Codings, channels: Sequence[ChannelAgreement], options: AgreeOptions
) -> tuple[tuple[Estimate, ...], list[str]]:
    """Carry the error between the first two coders into repair, where a definition fits."""
    if options.by != "state" or options.draws < 1:
        return (), ["coding error is carried into repair for states, with one recoding or more"]
    coders = channels[0].coders
    first = [by[coders[0]] for by in codings.values() if set(coders) <= set(by)]
    errors = {
        (c.pairs[0].person, c.pairs[0].track): coding_error(c)
        for c in channels
        if c.coders == coders
    }
    try:
        name = options.definition or next(iter(fitting_definitions(first[0])), "")
        if not name:
            return (), ["no definition of rupture and repair fits: coding error is not carried on"]
        rows = moved_rows(first, errors, load_definition(name), draws=options.draws)
    except RecordError as problem:
        return (), [f"coding error is not carried into repair: {problem}"]
    return rows, [] if options.definition else [f"definition {name}: it fits the codes best"]


def _nothing_shared(codings: Codings) -> RecordError:
    told = "; ".join(f"{name}: {', '.join(by)}" for name, by in list(codings.items())[:5])
    return RecordError(
        path="agree",
        where="",
        found=f"no channel of an observation that two coded ({told or 'no session'})",
        expected="two codings of the same observation, with a person and channel in common",
        todo="Name two files of one observation, two folders with the same file names, or a "
        "manifest with a column coder.",
    )
