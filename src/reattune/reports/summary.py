"""The first lines of every result: the same words on the page and on a terminal."""

from __future__ import annotations

from collections import Counter

from ..episodes import OUTCOMES, Episodes
from ..errors import RecordError
from ..record import Session, Spans, intersection, length, union
from .content import Report, file_name, known_paths, without_folders
from .numbers import clock, counted, shown

_MOST_SESSIONS = 20
_WHO = ("caregiver", "child", "both", "unknown")
_SAID = {"self_regulated": "child came back alone", "unrepaired": "not repaired in time"}


def summary_lines(report: Report) -> list[str]:
    """Say in plain text what was read, guessed and found; numbers as in the report.

    Returns
    -------
    list of str
        One line a session (the first 20), a definition, a condition of the verdict, a guess.
    """
    lines = [session_line(session) for session in report.sessions[:_MOST_SESSIONS]]
    if len(report.sessions) > _MOST_SESSIONS:
        lines.append(f"... and {len(report.sessions) - _MOST_SESSIONS:,} more sessions")
    if report.failures:
        lines.append(f"{counted(len(report.failures), 'file or session')} could not be used")
    for index, episodes in enumerate(report.episodes):
        lines.append(episodes_line(report, index))
        if index < len(report.verdicts) and episodes is report.main:
            lines += report.verdicts[index].lines()[1:]
    paths = known_paths(report)
    return [*lines, *(f"chosen: {without_folders(guess, paths)}" for guess in report.guesses)]


def session_line(session: Session) -> str:
    """Say how much of a session could be used, and what to do about unmapped codes."""
    source = session.provenance.source
    name = file_name(source.path) if source else session.name
    if source and session.name not in name:
        name = f"{name}, {session.name}"
    return f"{name}  {', '.join(session_facts(session))}"


def session_facts(session: Session) -> list[str]:
    """Return events, observed and uncodable time, and unmapped codes of a session, in words."""
    observed, uncodable = observed_time(session)
    facts = [
        counted(len(session.events), "event"),
        f"{clock(observed)} observed",
        f"{clock(uncodable)} uncodable",
    ]
    unmapped = sum(1 for finding in session.findings if finding.kind == "unmapped_code")
    if unmapped:
        source = session.provenance.source
        hint = f" (reattune codes {file_name(source.path)})" if source else ""
        facts.append(f"{counted(unmapped, 'code')} unmapped{hint}")
    return facts


def observed_time(session: Session) -> tuple[int, int]:
    """Return how long both of the dyad could be coded, and how long they could not, in ms.

    Uncodable is the rest of the time from the first to the last moment that anybody was coded.
    Without a dyad, everybody in the session is meant.
    """
    each = [session.observed(person) for person in _dyad(session)]
    anybody = union(span for spans in each for span in spans)
    if not anybody:
        return 0, session.end
    both: Spans = each[0]
    for spans in each[1:]:
        both = intersection(both, spans)
    return length(both), anybody[-1][1] - anybody[0][0] - length(both)


def episodes_line(report: Report, index: int) -> str:
    """Say how many ruptures one definition found, how they ended, and how soon they were mended."""
    episodes = report.episodes[index]
    found = counted(len(episodes), episodes.definition.noun)
    line = f"{found} ({episodes.definition.id})"
    if not len(episodes):
        return line
    line += f": {', '.join(outcome_words(episodes))}"
    latency = report.estimate("repair_latency", index)
    if latency is None:
        return line
    parts, what = shown(latency), "repair" if episodes.definition.judged else "answer"
    if parts.reason:
        return f"{line}; {what} latency not estimable: {parts.reason}"
    return f"{line}; {what} latency {parts.value} {parts.interval}".rstrip()


def outcome_words(episodes: Episodes) -> list[str]:
    """Return how many ended in each way, with who repaired (a bid is answered, not repaired)."""
    parts: list[str] = []
    said = _SAID if episodes.definition.judged else {**_SAID, "repaired": "answered"}
    who = Counter(row.repaired_by for row in episodes if row.outcome == "repaired")
    for outcome in OUTCOMES:
        if not episodes.count(outcome):
            continue
        text = f"{episodes.count(outcome):,} {said.get(outcome, outcome)}"
        if outcome == "repaired":
            text += f" ({', '.join(f'{name} {who[name]}' for name in _WHO if who[name])})"
        parts.append(text)
    return parts


def _dyad(session: Session) -> tuple[str, ...]:
    try:
        return session.pair()
    except RecordError:
        return tuple(person.id for person in session.people)
