"""The coded files and media that were named at the start; read while the server already answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import CancelledError, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ReattuneError

if TYPE_CHECKING:
    from ..record import Session
    from ..study import Reading
    from .media import Footage

_APART_BYTES = 4_000_000
"""From here on files are read in other processes, so that a scene being played stays smooth."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was named at the start.

    Parameters
    ----------
    paths
        Coded files, folders, patterns.
    videos
        Video and audio files, or folders of them.
    codebook, format, options
        How files are to be read.
    definitions, caregiver
        How episodes are to be found; definitions that fit are chosen when there are none.
    notes
        Folder for notes and corrections; beside each coded file when ``None``.
    """

    paths: tuple[str, ...]
    videos: tuple[str, ...] = ()
    codebook: str | None = None
    definitions: tuple[str, ...] = ()
    caregiver: str | None = None
    notes: str | None = None
    format: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """One session that was read.

    Parameters
    ----------
    id
        Its name in addresses.
    session
        The record.
    file
        The coded file.
    number
        Which observation of its file it is, from 1.
    footage
        Its media.
    """

    id: str
    session: Session
    file: Path
    number: int
    footage: tuple[Footage, ...]


class Collection:
    """All sessions of one run; filled by a thread, so it changes until it is complete.

    Parameters
    ----------
    wanted
        What was named at the start.
    """

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.sessions: dict[str, Opened] = {}
        self.failures: list[ReattuneError] = []
        self.guesses: dict[str, None] = {}
        self.strays: list[str] = []
        self.total = 0
        self.done = 0
        self._complete = threading.Event()
        self._stopped = threading.Event()
        self._footage: dict[str, Footage] = {}
        self._pool: ProcessPoolExecutor | None = None

    @property
    def complete(self) -> bool:
        """Whether everything was read."""
        return self._complete.is_set()

    @property
    def only(self) -> Opened | None:
        """The session that was opened, where it is one and nothing has to be said besides."""
        if not self.complete or len(self.sessions) != 1 or self.failures or self.strays:
            return None
        return next(iter(self.sessions.values()))

    def start(self) -> None:
        """Begin to read, in a thread."""
        threading.Thread(target=self._read, name="reading", daemon=True).start()

    def stop(self) -> None:
        """Give up what was not read yet."""
        self._stopped.set()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def wait(self, seconds: float) -> bool:
        """Wait until everything was read; say whether it was."""
        return self._complete.wait(seconds)

    def medium(self, id: str) -> Footage | None:
        """Return a medium by its opaque id."""
        return self._footage.get(id)

    def _read(self) -> None:
        from ..study.reading import expand  # the one place that knows what a folder holds

        try:
            files, problems = expand(self.wanted.paths)
            self.failures += problems
            self.total = len(files)
            for file, reading in self._readings(files):
                if self._stopped.is_set():
                    return
                self._take(Path(file), reading, alone=self.total == 1)
                self.done += 1
            self._name_strays()
        except CancelledError:
            pass  # stopped while files waited their turn
        finally:
            self._complete.set()

    def _readings(self, files: list[str]) -> Iterator[tuple[str, Reading]]:
        from ..study.reading import read_file  # as read_paths does, one file at a time

        work = partial(
            read_file,
            codebook=self.wanted.codebook,
            format=self.wanted.format,
            options=dict(self.wanted.options),
            mixed=len(files) > 1,
        )
        size = sum(Path(file).stat().st_size for file in files if Path(file).is_file())
        if size < _APART_BYTES:
            yield from ((file, work(file)) for file in files)
            return
        import multiprocessing

        # Spawned, not forked: this process has threads. At most two: others want the machine.
        apart = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(min(2, len(files)), mp_context=apart) as self._pool:
            yield from zip(files, self._pool.map(work, files), strict=True)

    def _take(self, file: Path, reading: Reading, *, alone: bool) -> None:
        from .media import find_footage

        self.failures += reading.failures
        self.guesses.update(dict.fromkeys(reading.guesses))
        given = [Path(video) for video in self.wanted.videos]
        only = alone and len(reading.sessions) == 1
        for number, session in enumerate(reading.sessions, 1):
            footage = find_footage(session, file=file, given=given, alone=only)
            self._footage.update({part.id: part for part in footage})
            name = str(len(self.sessions) + 1)
            self.sessions[name] = Opened(name, session, file, number, footage)

    def _name_strays(self) -> None:
        from .media import strays

        videos = [Path(video) for video in self.wanted.videos]
        self.strays = strays(videos, self._footage.values())
