"""The friendly layer: short calls that guess what may be guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..episodes import Definition, Episodes, find_episodes, fitting_definitions
from ..errors import DefinitionError, RecordError
from ..measures import Measures, Verdict
from ..measures import measure as measure_episodes
from ..measures import verdict as judge
from ..record import Session, write_json, write_parquet
from ..reports import write_report as write_page
from .analysis import Result, analyse
from .dictionary import data_dictionary as dictionary_of
from .listing import list_codes
from .outputs import refuse_inputs, report_of
from .reading import Reading, read_paths
from .session_columns import session_table as table_of
from .session_columns import session_values

if TYPE_CHECKING:
    import polars as pl


def codes(
    path: str | Path, *, format: str | None = None, options: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """List tracks, codes, counts and durations of each observation in a file.

    Raises
    ------
    FormatError
        When the file cannot be read.
    """
    return list_codes(path, format=format, options=options)


def measure(
    sessions: str | Path | Session | Iterable[Session] | Episodes,
    *,
    definition: str | Definition | None = None,
    by_phase: bool = False,
) -> Measures:
    """Take every measure under one definition.

    Parameters
    ----------
    sessions
        A file or folder, a Session, several, or Episodes that were found already.
    definition
        What counts as rupture and repair; when not given, the one that fits best.
    by_phase
        Give every measure for each phase, too.

    Returns
    -------
    Measures
        ``measures["repair_latency"]`` is the main Estimate of that word.

    Raises
    ------
    DefinitionError
        When there is no such definition, or none fits.
    """
    episodes = sessions if isinstance(sessions, Episodes) else _episodes(sessions, definition)
    return measure_episodes(episodes, by_phase=by_phase)


def verdict(
    sessions: Episodes | str | Path | Session | Iterable[Session],
    *,
    definition: str | Definition | None = None,
    reference: float = 0.5,
) -> Verdict:
    """Judge the essay's two conditions on the recorded time; parameters as in :func:`measure`.

    ``reference`` is the share of ruptures repaired that the first condition is compared with.
    """
    episodes = sessions if isinstance(sessions, Episodes) else _episodes(sessions, definition)
    return judge(episodes, reference=reference)


def write(session: Session | Iterable[Session], path: str | Path) -> Path:
    """Write Sessions: one to ``*.session.json``, one or more to ``*.sessions.parquet``.

    Raises
    ------
    RecordError
        When the path ends in neither, or several Sessions are to go into JSON.
    """
    several = [session] if isinstance(session, Session) else list(session)
    target = Path(path)
    if target.name.endswith(".session.json") and len(several) == 1:
        write_json(several[0], target)
    elif target.name.endswith(".sessions.parquet"):
        write_parquet(several, target)
    else:
        raise RecordError(
            path=str(path),
            where="",
            found=f"{len(several)} session(s) to write under this name",
            expected="one to *.session.json, or any number to *.sessions.parquet",
            todo="Choose such a name.",
        )
    return target


def write_report(
    sessions: str | Path | Session | Iterable[Session],
    path: str | Path,
    *,
    definitions: Iterable[str | Definition] | None = None,
    title: str = "",
) -> Path:
    """Measure Sessions and write the report: one HTML file that works offline.

    Parameters
    ----------
    sessions
        A file, a Session, or several.
    path
        Where the page goes.
    definitions
        The main one first; when not given, those that fit best.
    title
        The page's title.
    """
    if isinstance(sessions, str | Path):
        refuse_inputs([Path(path)], [sessions])
    chosen = None if definitions is None else list(definitions)
    result = _analysed(sessions, chosen)
    write_page(report_of(result, title=title, values=session_values(result)), Path(path))
    return Path(path)


def session_table(
    sessions: str | Path | Session | Iterable[Session] | Result,
    *,
    definition: str | Definition | None = None,
) -> pl.DataFrame:
    """Give one row a session: who, when, covariates and every measure, for any statistics program.

    Parameters
    ----------
    sessions
        A file or folder, a Session, several, or what :func:`reattune.study.analyse` gave.
    definition
        What counts as rupture and repair; when not given, the one that fits most sessions best.

    Returns
    -------
    polars.DataFrame
        :func:`data_dictionary` says what its columns mean. Empty cells are null.

    Raises
    ------
    DefinitionError
        When there is no such definition, or none fits.
    """
    return table_of(_asked(sessions, definition))


def data_dictionary(
    sessions: str | Path | Session | Iterable[Session] | Result,
    *,
    definition: str | Definition | None = None,
) -> pl.DataFrame:
    """Say what each column of :func:`session_table` means, with unit, source and definition.

    Parameters and errors as there.
    """
    return dictionary_of(_asked(sessions, definition))


def _asked(
    sessions: str | Path | Session | Iterable[Session] | Result,
    definition: str | Definition | None,
) -> Result:
    if isinstance(sessions, Result):
        return sessions
    return _analysed(sessions, None if definition is None else [definition])


def _analysed(
    sessions: str | Path | Session | Iterable[Session],
    definitions: list[str | Definition] | None,
) -> Result:
    result = analyse(Reading(tuple(_sessions(sessions))), definitions=definitions)
    if not result.episodes:
        raise result.failures[0]
    return result


def _sessions(sessions: str | Path | Session | Iterable[Session]) -> list[Session]:
    if isinstance(sessions, Session):
        return [sessions]
    if isinstance(sessions, str | Path):
        # A call in Python has nowhere to print what failed: a bad file in a folder raises.
        reading = read_paths([sessions])
        if reading.failures:
            raise reading.failures[0]
        return list(reading.sessions)
    several = list(sessions)
    if not several:
        raise RecordError(
            path="sessions",
            where="",
            found="no session",
            expected="one at least",
            todo="Read a file first: reattune.read(path).",
        )
    return several


def _episodes(
    sessions: str | Path | Session | Iterable[Session], definition: str | Definition | None
) -> Episodes:
    several = _sessions(sessions)
    if definition is not None:
        return find_episodes(several, definition)
    fitting = [fitting_definitions(session) for session in several]
    shared = [name for name in fitting[0] if all(name in names for names in fitting)]
    if not shared:
        raise DefinitionError(
            path=", ".join(session.name for session in several[:5]),
            where="",
            found="no shipped definition that fits all sessions",
            expected="one",
            todo="Name one by definition=, or map more codes in the codebook.",
        )
    return find_episodes(several, shared[0])
