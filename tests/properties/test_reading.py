"""What must not change what is read: time's origin, names, order, cuts, and what comes later."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reattune.episodes import definition_ids, find_episodes, load_definition
from reattune.record import Coding, Phase, Row, Source, build_session, parse_codebook

CHILD = ("positive", "neutral", "object", "averted", "protest", "distress", "asleep")
CAREGIVER = (
    "positive", "neutral", "stimulate", "pause", "soothe", "still", "hostile", "limit", "mend",
)  # fmt: skip
AFFECT = ("negative", "neutral", "positive")
CHANNELS = {
    ("child", "engagement"): CHILD,
    ("child", "voice"): ("vocal", "distress", "quiet"),
    ("child", "affect"): AFFECT,
    ("caregiver", "engagement"): CAREGIVER,
    ("caregiver", "voice"): ("vocal", "quiet", "hostile"),
    ("caregiver", "affect"): AFFECT,
}
DEFINITIONS = definition_ids()
READ_ALONE = tuple(name for name in DEFINITIONS if not load_definition(name).late_after)
definitions = st.sampled_from(DEFINITIONS)


def codebook(twice=False):
    """Each state has a code of its own, and with ``twice`` a second one that means the same."""
    tracks = []
    for (role, track), states in CHANNELS.items():
        codes = [f'"{state}" = "{state}"' for state in states]
        codes += [f'"other {state}" = "{state}"' for state in states if twice]
        head = f'[[track]]\ntier = "{role} {track}"\nrole = "{role}"\ntrack = "{track}"\n'
        tracks.append(head + 'missing = ["unseen"]\n[track.codes]\n' + "\n".join(codes))
    top = 'id = "all"\ntitle = "All states"\nsource = "made for these tests"\n\n'
    return parse_codebook(top + "\n\n".join(tracks))


PLAIN, TWICE = codebook(), codebook(twice=True)


def build(rows, phases=(), book=PLAIN):
    coding = Coding(
        name="visit",
        source=Source("toy.csv", "table", "0" * 64, 1, unit="ms", origin="first row"),
        rows=tuple(Row(tier, "", code, a, b, "") for tier, code, a, b in rows),
        tiers=tuple(f"{role} {track}" for role, track in CHANNELS),
        phases=tuple(Phase(*phase) for phase in phases),
    )
    return build_session(coding, book)


def channel(random, tier, states, end):
    """Make the rows of one tier: touching and separate, repeated, missing, points."""
    rows = []
    onset = random.choice((0, 0, random.randrange(end)))
    while onset < end:
        offset = min(onset + 100 * random.randint(1, random.choice((9, 40, 100))), end)
        code = "unseen" if random.random() < 0.03 else random.choice(states)
        rows.append((tier, code, onset, offset))
        onset = offset + (100 * random.randint(1, 9) if random.random() < 0.04 else 0)
    times = [time for row in rows if row[1] != "unseen" for time in row[2:]]
    chosen = random.sample(times, min(len(times), random.randint(0, 3)))
    return rows + [(tier, random.choice(states), time, time) for time in chosen]


def make_file(random):
    """Make the rows of a file, and its phases; each definition has something to read in many."""
    end = random.choice((10_000, 60_000, 240_000))
    rows = []
    for (role, track), states in CHANNELS.items():
        if track == "engagement":
            # Both are there from the start: a session without one of them is refused.
            rows.append((f"{role} {track}", "neutral", 0, 100))
            rows += [
                (tier, code, a + 100, b + 100)
                for tier, code, a, b in channel(random, f"{role} {track}", states, end)
            ]
        elif random.random() < 0.6:
            rows += channel(random, f"{role} {track}", states, end)
    bounds = sorted(random.sample(range(0, end, 100), random.choice((0, 0, 2, 3))))
    phases = [(f"part {i % 2}", a, b) for i, (a, b) in enumerate(pairwise(bounds))]
    return rows, phases


files = st.randoms(use_true_random=True).map(make_file)


def read(session, definition):
    return find_episodes(session, definition).rows


def moved(row, by):
    """Shift all times of an episode."""
    times = {name: getattr(row, name) for name in ("onset", "answered_at", "closed_at", "ended_at")}
    shifted = {name: None if time is None else time + by for name, time in times.items()}
    return row._replace(attempts=tuple(time + by for time in row.attempts), **shifted)


@settings(max_examples=60, deadline=None)
@given(files, definitions, st.integers(1, 5_000))
def test_shifting_time_shifts_results(file, name, seconds):
    """By whole seconds, so that a grid of one second falls on the same moments."""
    by = seconds * 1000
    rows, phases = file
    later = build(
        [(tier, code, a + by, b + by) for tier, code, a, b in rows],
        [(phase, a + by, b + by) for phase, a, b in phases],
    )
    expected = tuple(moved(row, by) for row in read(build(rows, phases), name))
    assert read(later, name) == expected


@settings(max_examples=60, deadline=None)
@given(files, definitions, st.data())
def test_codes_of_one_state_are_read_alike(file, name, data):
    """Each row may bear the other code of its state: the episodes are the same."""
    rows, phases = file
    renamed = [
        (tier, f"other {code}" if code != "unseen" and data.draw(st.booleans()) else code, a, b)
        for tier, code, a, b in rows
    ]
    assert read(build(renamed, phases, TWICE), name) == read(build(rows, phases, TWICE), name)


@settings(max_examples=60, deadline=None)
@given(files, definitions, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(file, name, random):
    rows, phases = file
    shuffled = random.sample(rows, len(rows))
    assert read(build(shuffled, phases), name) == read(build(rows, phases), name)


@settings(max_examples=60, deadline=None)
@given(files, definitions, st.data())
def test_an_event_in_touching_parts_is_read_as_one(file, name, data):
    """Each event may be cut somewhere inside; its two parts touch and bear the same code."""
    rows, phases = file
    cut = []
    for tier, code, a, b in rows:
        if b - a > 1 and data.draw(st.booleans()):
            middle = data.draw(st.integers(a + 1, b - 1))
            cut += [(tier, code, a, middle), (tier, code, middle, b)]
        else:
            cut.append((tier, code, a, b))
    assert read(build(cut, phases), name) == read(build(rows, phases), name)


def settled_after(definition):
    """Milliseconds after which nothing that comes later can touch an episode."""
    longest = max(definition.hold, definition.wait, definition.self_hold, definition.fade_hold)
    return longest + definition.min_duration + definition.grid + definition.gap


def closed(rows, moment, definition):
    limit = moment - settled_after(definition)
    return [row for row in rows if row.outcome != "censored" and row.ended_at <= limit]


@settings(max_examples=150, deadline=None)
@given(files, st.sampled_from(READ_ALONE), st.randoms(use_true_random=True))
def test_what_is_closed_stays_closed(file, name, random):
    """Read up to some moment, and whole: alike in all that was closed long enough before it."""
    definition = load_definition(name)
    session = build(*file)
    whole = read(session, definition)
    for _ in range(3):
        moment = 100 * random.randint(1, session.end // 100)
        before = read(session.until(moment / 1000), definition)
        assert closed(before, moment, definition) == closed(whole, moment, definition)


@pytest.mark.parametrize("name", DEFINITIONS)
def test_an_eventful_visit_has_something_to_read(name):
    """The properties above would hold of nothing, too: each definition finds something here."""
    child = ("positive", "distress", "neutral", "protest", "positive", "averted", "neutral")
    other = ("positive", "stimulate", "hostile", "soothe", "positive", "hostile", "neutral", "mend")
    rows = [("child engagement", s, i * 9_000, i * 9_000 + 9_000) for i, s in enumerate(child)]
    rows += [("caregiver engagement", s, i * 7_500, i * 7_500 + 7_500) for i, s in enumerate(other)]
    rows += [("child affect", AFFECT[i % 3], i * 5_000, i * 5_000 + 5_000) for i in range(12)]
    rows += [("caregiver affect", AFFECT[i % 2], i * 6_000, i * 6_000 + 6_000) for i in range(10)]
    rows += [("child voice", "vocal", 3_000, 4_000), ("child voice", "quiet", 4_000, 63_000)]
    rows += [("child voice", "quiet", 0, 3_000), ("caregiver voice", "quiet", 0, 60_000)]
    assert read(build(rows), name)
