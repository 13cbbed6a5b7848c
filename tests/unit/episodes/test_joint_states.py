"""From a session to the joint states that a definition reads."""

from __future__ import annotations

import pytest
from made_sessions import toy_definition, visit

from reattune.episodes import joint_states
from reattune.errors import RecordError

TOY = toy_definition()


def read(session, definition=TOY, **options):
    """Give the stretches with state names instead of numbers, in seconds."""
    joint = joint_states(session, definition, **options)
    return [
        (
            joint.phases[phase],
            [
                (a / 1000, b / 1000, joint.child_states[c], joint.caregiver_states[g])
                for a, b, c, g in stretch
            ],
        )
        for phase, stretch in joint.stretches
    ]


def test_two_channels_are_crossed():
    """The child changes at 4, the caregiver at 6: three joint states."""
    session = visit(
        ("baby", "smile", 0, 4),
        ("baby", "away", 4, 10),
        ("parent", "warm", 0, 6),
        ("parent", "rattle", 6, 10),
    )
    assert read(session) == [
        (
            "",
            [
                (0, 4, "positive", "positive"),
                (4, 6, "averted", "positive"),
                (6, 10, "averted", "stimulate"),
            ],
        )
    ]


def test_of_two_channels_the_stronger_state_counts():
    """A cry on the voice channel at 2-3 covers the smile, a sound at 5-6 does not."""
    session = visit(
        ("baby", "smile", 0, 8),
        ("baby voice", "cry", 2, 3),
        ("baby voice", "sound", 5, 6),
        ("parent", "warm", 0, 8),
    )
    assert read(session)[0][1] == [
        (0, 2, "positive", "positive"),
        (2, 3, "distress", "positive"),
        (3, 8, "positive", "positive"),
    ]


def test_a_channel_that_the_definition_does_not_read_changes_nothing():
    rows = ("baby", "smile", 0, 8), ("parent", "warm", 0, 8)
    definition = toy_definition(('child = ["engagement", "voice"]', 'child = ["engagement"]'))
    with_voice = visit(*rows, ("baby voice", "cry", 2, 3))
    assert read(with_voice, definition) == read(visit(*rows), definition)


def test_missing_time_of_either_cuts_the_stream():
    """The child is not codable at 4-5, the caregiver not coded at 7-8: three stretches."""
    session = visit(
        ("baby", "smile", 0, 4),
        ("baby", "U", 4, 5),
        ("baby", "smile", 5, 10),
        ("parent", "warm", 0, 7),
        ("parent", "warm", 8, 10),
    )
    assert [(s[0][0], s[-1][1]) for _, s in read(session)] == [(0, 4), (5, 7), (8, 10)]


def test_unmapped_codes_are_missing_time():
    session = visit(
        ("baby", "smile", 0, 4),
        ("baby", "???", 4, 5),
        ("baby", "smile", 5, 10),
        ("parent", "warm", 0, 10),
    )
    assert [(s[0][0], s[-1][1]) for _, s in read(session)] == [(0, 4), (5, 10)]


def test_a_resting_state_fills_observed_time():
    session = visit(("baby", "cry", 0, 10), ("parent at rest", "hug", 3, 5), window=((0, 10),))
    assert read(session)[0][1] == [
        (0, 3, "distress", "neutral"),
        (3, 5, "distress", "soothe"),
        (5, 10, "distress", "neutral"),
    ]


def test_phases_cut_the_stream_and_time_outside_has_no_name():
    session = visit(
        ("baby", "smile", 0, 12),
        ("parent", "warm", 0, 12),
        phases=(("play", 2, 5), ("still", 5, 9)),
    )
    assert [(p, s[0][0], s[-1][1]) for p, s in read(session)] == [
        ("", 0, 2),
        ("play", 2, 5),
        ("still", 5, 9),
        ("", 9, 12),
    ]


def test_a_point_on_a_phase_bound_belongs_to_the_phase_that_starts():
    session = visit(
        ("baby", "smile", 0, 8),
        ("parent", "warm", 0, 8),
        ("parent", "yell", 4, 4),
        ("parent", "yell", 8, 8),
        phases=(("play", 0, 4), ("reunion", 4, 8)),
    )
    points = [(p, a) for p, stretch in read(session) for a, b, *_ in stretch if a == b]
    assert points == [("reunion", 4), ("reunion", 8)]


def test_a_phase_name_that_comes_back_is_one_phase_of_two_stretches():
    session = visit(
        ("baby", "smile", 0, 9),
        ("parent", "warm", 0, 9),
        phases=(("play", 0, 3), ("still", 3, 6), ("play", 6, 9)),
    )
    joint = joint_states(session, TOY)
    assert joint.phases == ("play", "still", "")
    assert joint.coded("play") == 6_000
    assert joint.coded() == 9_000


def gappy(gap_end, *more, **options):
    return visit(
        ("baby", "away", 0, 4),
        ("baby", "away", gap_end, 10),
        ("parent", "rattle", 0, 10),
        *more,
        **options,
    )


def test_a_short_gap_is_bridged_where_the_definition_says_so():
    """Missing 4.0-4.5: a tolerance of 0.5 closes it, one of 0.4 does not."""
    wide, narrow = (
        toy_definition(("[repaired_by]", f"[gaps]\ntolerance = {t}\n[repaired_by]"))
        for t in (0.5, 0.4)
    )
    assert read(gappy(4.5), wide) == [("", [(0, 10, "averted", "stimulate")])]
    assert len(read(gappy(4.5), narrow)) == 2


def test_a_gap_is_not_bridged_across_a_phase_bound():
    """What the child was in before the bound says nothing about the new phase."""
    wide = toy_definition(("[repaired_by]", "[gaps]\ntolerance = 2.0\n[repaired_by]"))
    session = gappy(4.5, phases=(("play", 0, 4.2), ("still", 4.2, 10)))
    assert [(p, s[0][0], s[-1][1]) for p, s in read(session, wide)] == [
        ("play", 0, 4),
        ("still", 4.5, 10),
    ]


def test_a_point_in_a_bridged_gap_is_kept_and_does_not_last():
    """A yell at 4.2, while the child cannot be seen: she was averted before."""
    wide = toy_definition(("[repaired_by]", "[gaps]\ntolerance = 0.5\n[repaired_by]"))
    ((_, stretch),) = read(gappy(4.5, ("parent", "yell", 4.2, 4.2)), wide)
    assert stretch == [
        (0, 4.2, "averted", "stimulate"),
        (4.2, 4.2, "averted", "hostile"),
        (4.2, 10, "averted", "stimulate"),
    ]


def test_nothing_is_bridged_before_the_first_known_time():
    wide = toy_definition(("[repaired_by]", "[gaps]\ntolerance = 2.0\n[repaired_by]"))
    session = visit(("baby", "away", 1, 4), ("parent", "rattle", 0, 4), window=((0, 4),))
    assert read(session, wide) == [("", [(1, 4, "averted", "stimulate")])]


def test_a_grid_takes_the_state_that_fills_most_of_each_step():
    """Steps of 1 s. The child looks away 0.6-2.3: 40 % of the first step, all of the second."""
    session = visit(
        ("baby", "smile", 0, 0.6),
        ("baby", "away", 0.6, 2.3),
        ("baby", "smile", 2.3, 4),
        ("parent", "warm", 0, 4),
    )
    definition = toy_definition(("[reads]", "[reads]\ngrid = 1.0"))
    assert read(session, definition)[0][1] == [
        (0, 1, "positive", "positive"),
        (1, 2, "averted", "positive"),
        (2, 4, "positive", "positive"),
    ]


def test_another_caregiver_can_be_chosen():
    session = visit(("baby", "smile", 0, 4), ("parent", "rattle", 0, 4), ("father", "warm", 0, 4))
    assert read(session)[0][1][0][3] == "stimulate"
    assert read(session, caregiver="father")[0][1][0][3] == "positive"


def test_no_such_pair_is_an_error():
    session = visit(("baby", "smile", 0, 4), ("father", "warm", 0, 4))
    with pytest.raises(RecordError, match=r"R6"):
        joint_states(session, TOY)


def test_a_person_without_a_channel_that_is_read_gives_no_stretch():
    session = visit(("baby voice", "cry", 0, 4), ("parent", "warm", 0, 4))
    definition = toy_definition(('child = ["engagement", "voice"]', 'child = ["engagement"]'))
    assert read(session, definition) == []
    assert joint_states(session, definition).coded() == 0
