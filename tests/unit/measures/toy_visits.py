"""Small visits for the tests of this room: states by hand, times in seconds."""

from __future__ import annotations

from reattune.episodes import find_episodes
from reattune.record import Coding, Phase, Row, Source, build_session, parse_codebook

CHILD = ("positive", "neutral", "object", "averted", "protest", "distress", "asleep", "joint")
CAREGIVER = (
    "positive",
    "neutral",
    "stimulate",
    "pause",
    "soothe",
    "still",
    "hostile",
    "limit",
    "mend",
    "joint",
)


def codebook(child=CHILD, caregiver=CAREGIVER, track="engagement"):
    """Map every state's name to itself."""
    lines = ['id = "toy"', 'title = "toy"', 'source = "made for these tests"']
    for tier, role, states in (("c", "child", child), ("p", "caregiver", caregiver)):
        lines += ["[[track]]", f'tier = "{tier}"', f'role = "{role}"', f'track = "{track}"']
        lines += ["[track.codes]", *(f'"{state}" = "{state}"' for state in states)]
    return parse_codebook("\n".join(lines))


def visit(child, caregiver, *, name="visit", phases=(), book=None, shift=0.0):
    """Build a session from (state, seconds) of each person, one after the other; "" is a gap."""
    rows = []
    for tier, states in (("c", child), ("p", caregiver)):
        time = shift
        for state, seconds in states:
            onset, time = time, time + seconds
            if state:
                where = f"row {len(rows)}"
                rows.append(Row(tier, "", state, round(onset * 1000), round(time * 1000), where))
    source = Source(
        path="toy.csv", format="table", sha256="0" * 64, bytes=1, unit="ms", origin="first row"
    )
    coding = Coding(
        name=name,
        source=source,
        rows=tuple(rows),
        tiers=("c", "p"),
        phases=tuple(Phase(n, round(a * 1000), round(b * 1000)) for n, a, b in phases),
    )
    return build_session(coding, book or codebook())


def repaired_after(latencies, *, name="visit", calm=10.0, tail=10.0):
    """Build a visit of ruptures that both repair at once, after so many seconds each.

    The child is averted while the caregiver is still for the latency; then the child smiles and
    the caregiver attends to it at the same time. Calm time lies before each.
    """
    child, caregiver = [], []
    for latency in latencies:
        child += [("positive", calm), ("averted", latency)]
        caregiver += [("neutral", calm), ("still", latency)]
    return visit([*child, ("neutral", tail)], [*caregiver, ("pause", tail)], name=name)


def episodes(*visits, definition="misattunement"):
    """Find the episodes of some visits."""
    return find_episodes(visits, definition)
