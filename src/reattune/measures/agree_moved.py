"""Coding error carried into a measure: what would come out had another such coder coded it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..episodes import Definition, Episodes, find_episodes
from ..record import MISSING, UNMAPPED, Event, Finding, Session, Track, difference, union
from .agree_channel import ChannelAgreement, summed
from .agree_streams import NO_CODE
from .estimates import Estimate
from .intervals import SEED, Floats
from .latencies import repair_latency
from .ruptures import repair_proportion, repair_rate

RECODINGS = 200
"""How often sessions are coded anew."""

_MEASURES: dict[str, Callable[[Episodes], Estimate]] = {
    "repair_rate": repair_rate,
    "repair_proportion": repair_proportion,
    "repair_latency": repair_latency,
}


_Bout = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class CodingError:
    """What one coder makes of a bout that another codes so; both are taken as equally good.

    Parameters
    ----------
    codes
        The states.
    table
        Bouts by state of one and the other coder, both ways round; the last row and column are
        bouts of one coder only. Shape ``(codes + 1, codes + 1)``.
    lengths
        Of bouts that only one coder has, ms.
    """

    codes: tuple[str, ...]
    table: Floats
    lengths: tuple[int, ...]


def coding_error(channel: ChannelAgreement) -> CodingError:
    """Estimate the error of a channel from its aligned bouts (states, not codes)."""
    size = len(channel.codes) + 1
    table = summed(channel.event_parts(overlap=False), size)
    alone = [
        (pair.first[i] if i >= 0 else pair.second[j])
        for pair, links in zip(channel.pairs, channel.alignments, strict=True)
        for i, j in links
        if i < 0 or j < 0
    ]
    lengths = tuple(bout.offset - bout.onset for bout in alone)
    return CodingError(channel.codes, table + table.T, lengths)


def recoded(
    session: Session, errors: Mapping[tuple[str, str], CodingError], rng: np.random.Generator
) -> Session:
    """Code a session anew with the errors that two coders were seen to make.

    Each bout (rest included) keeps its time and gets a state as the other coder would give it; one
    that the other would not have goes to the bout before it; bouts that only the other has are put
    inside others at random. Missing, unmapped and point codes of a channel stay. Channels that hold
    the same bouts (a code for both persons) are coded anew together.

    Parameters
    ----------
    session
        As one coder coded it.
    errors
        By person and track; other channels stay as they are.
    rng
        Where chance comes from.
    """
    rows: list[Event] = []
    done: dict[object, list[Event]] = {}
    for track in session.tracks:
        events = session.events.of(track.person, track.name)
        error = errors.get((track.person, track.name))
        if error is None:
            rows += events
            continue
        same = (track.name, tuple((e.onset, e.offset, e.state) for e in events))
        if same not in done:
            done[same] = _recode(track, events, error, rng)
        rows += [event._replace(person=track.person) for event in done[same]]
    order = {(track.person, track.name): k for k, track in enumerate(session.tracks)}
    rows.sort(key=lambda row: (row.onset, order[row.person, row.track]))
    unmapped = sum(row.state == UNMAPPED for row in rows)
    found = Finding("unmapped_code", "", unmapped, f"{unmapped} events bear an unmapped code.")
    return Session.build(
        session.name,
        end=session.end,
        people=session.people,
        tracks=session.tracks,
        events=rows,
        codebook=session.codebook,
        provenance=replace(session.provenance, rows=len(rows), parent=session.name),
        phases=session.phases,
        findings=(found,) if unmapped else (),
        covariates=session.covariates,
    )


def _recode(
    track: Track, events: Sequence[Event], error: CodingError, rng: np.random.Generator
) -> list[Event]:
    fixed = [e for e in events if e.state in {MISSING, UNMAPPED} or e.onset == e.offset]
    lasting = [(e.onset, e.offset, e.state) for e in events if e not in fixed]
    taken = union((e.onset, e.offset) for e in events)
    if track.rest:
        lasting += [(a, b, track.rest) for a, b in difference(track.observed, taken)]
    table = rng.multinomial(int(error.table.sum()), (error.table / error.table.sum()).ravel())
    counts = table.reshape(error.table.shape).astype(np.float64)
    kept = _substituted(sorted(lasting), error, counts, rng)
    whole = _joined(_inserted(kept, error, counts, rng))
    return [
        *fixed,
        *(
            Event(track.person, track.name, state, state, onset, offset)
            for onset, offset, state in whole
            if state != track.rest
        ),
    ]


def _substituted(
    bouts: Sequence[_Bout], error: CodingError, counts: Floats, rng: np.random.Generator
) -> list[_Bout]:
    """Give each bout the other coder's state, or its time to the bout before it.

    Where a bout goes, two of one state on its sides become one: two bouts that the other does not
    have, so that happens half as often as single ones go.
    """
    whole: list[_Bout] = []
    for k, (onset, offset, state) in enumerate(bouts):
        after = bouts[k + 1] if k + 1 < len(bouts) else None
        touches = bool(whole) and whole[-1][1] == onset
        between = touches and after is not None and after[0] == offset and after[2] == whole[-1][2]
        drawn = _drawn(state, error, counts, rng, half=between)
        if drawn is None and touches:
            whole[-1] = (whole[-1][0], offset, whole[-1][2])
        elif drawn is not None and drawn != NO_CODE:
            whole.append((onset, offset, drawn))
    return whole


def _drawn(
    state: str, error: CodingError, counts: Floats, rng: np.random.Generator, *, half: bool
) -> str | None:
    """State that the other coder gives; ``None`` where there is no bout of theirs."""
    if state not in error.codes:
        return state
    row = counts[error.codes.index(state)]
    if not row.sum():
        return state
    shares = row / row.sum()
    if half:
        shares[-1] /= 2
        shares /= shares.sum()
    k = int(rng.choice(len(row), p=shares))
    return None if k == len(error.codes) else error.codes[k]


def _inserted(
    bouts: Sequence[_Bout], error: CodingError, counts: Floats, rng: np.random.Generator
) -> list[_Bout]:
    """Put bouts that only the other coder has inside others, longer ones first in line.

    Each parts its host in two: two bouts more than one coder has, so half as many are put in.
    """
    rate = counts[-1, :-1].sum() / max(1.0, counts[:-1].sum()) / 2
    whole = list(bouts)
    for _ in range(int(rng.poisson(rate * len(bouts))) if error.lengths and bouts else 0):
        spans = np.array([offset - onset for onset, offset, _ in whole], dtype=np.float64)
        k = int(rng.choice(len(whole), p=spans / spans.sum()))
        onset, offset, state = whole[k]
        fitting = [length for length in error.lengths if 0 < length < offset - onset]
        chance = np.array(
            [
                0.0 if code in {state, NO_CODE} else float(counts[-1, c])
                for c, code in enumerate(error.codes)
            ]
        )
        if not fitting or not chance.sum():
            continue
        new = error.codes[int(rng.choice(len(chance), p=chance / chance.sum()))]
        lasts = int(rng.choice(np.array(fitting)))
        begin = int(rng.integers(onset, offset - lasts + 1))
        pieces = [
            (onset, begin, state),
            (begin, begin + lasts, new),
            (begin + lasts, offset, state),
        ]
        whole[k : k + 1] = [piece for piece in pieces if piece[0] < piece[1]]
    return whole


def _joined(bouts: Sequence[_Bout]) -> list[_Bout]:
    whole: list[_Bout] = []
    for onset, offset, state in bouts:
        if whole and whole[-1][1:] == (onset, state):
            whole[-1] = (whole[-1][0], offset, state)
        else:
            whole.append((onset, offset, state))
    return whole


def moved_rows(
    sessions: Sequence[Session],
    errors: Mapping[tuple[str, str], CodingError],
    definition: Definition,
    *,
    caregiver: str | None = None,
    draws: int = RECODINGS,
    seed: int = SEED,
) -> tuple[Estimate, ...]:
    """Say how much repair rate, share repaired and repair latency move with the coder.

    The value is what the sessions give as coded; the interval holds 95 % of what they give when
    they are coded anew (:func:`recoded`), each time with the error table itself drawn anew. It is
    the coding error alone, not the interval of the measure.

    Parameters
    ----------
    sessions
        By one coder.
    errors
        From :func:`coding_error`.
    definition
        Of rupture and repair; the one reader reads every recoding.
    caregiver
        Whom to take as the caregiver, where several could be.
    draws, seed
        Number of recodings; the same seed gives the same numbers.
    """
    rng = np.random.default_rng(seed)
    coded = find_episodes(sessions, definition, caregiver=caregiver)
    found: dict[str, list[float]] = {word: [] for word in _MEASURES}
    for _ in range(draws):
        anew = find_episodes(
            [recoded(s, errors, rng) for s in sessions], definition, caregiver=caregiver
        )
        for word, measure in _MEASURES.items():
            value = measure(anew).value
            if value is not None:
                found[word].append(value)
    return tuple(
        _moved(measure(coded), found[word], draws=draws) for word, measure in _MEASURES.items()
    )


def _moved(row: Estimate, values: Sequence[float], *, draws: int) -> Estimate:
    blank = replace(row, low=None, high=None, censored=None)
    if row.value is None or len(values) <= draws / 2:
        why = row.reason or f"not estimable in {draws - len(values)} of {draws} recodings"
        return replace(blank, value=None, of="coding error", reason=why, method="")
    low, high = np.quantile(values, [0.025, 0.975])
    return replace(
        blank,
        low=float(low),
        high=float(high),
        of=f"coding error; {float(np.mean(values)):.4g} on average when coded anew",
        method=f"{len(values)} recodings from the table of aligned bouts",
    )
