"""Signals: samples as they are, missing kept apart, resampled only on request."""

from __future__ import annotations

import math

import pytest
from hand_made import full_coding, toy_codebook, toy_coding, toy_source

from reattune.errors import RecordError
from reattune.record import (
    Coding,
    Signal,
    build_session,
    choose_codebook,
    read_json,
    read_parquet,
    write_json,
    write_parquet,
)

NAN = math.nan


def pitch(person="child", times=(0, 40, 80, 120), values=(200.0, NAN, 220.0, 240.0)):
    return Signal.build(person, "pitch", times=times, values=values, unit="Hz")


def test_missing_is_not_zero_and_equals_missing():
    assert pitch().known == 3
    assert pitch() == pitch()
    assert pitch() != pitch(values=(200.0, 0.0, 220.0, 240.0))


def test_bins_are_means_of_what_is_known():
    """Bins of 80 ms: [0, 80) holds 200 and a missing one: 200; [80, 160) 220 and 240: 230."""
    coarse = pitch().resampled(80)
    assert coarse.times.tolist() == [0, 80]
    assert coarse.values.tolist() == [200.0, 230.0]


def test_an_empty_bin_is_missing():
    """Up to 240 ms in bins of 80: nothing lies in [160, 240)."""
    coarse = pitch().resampled(80, offset=240)
    assert math.isnan(coarse.values[2])


def test_a_cut_keeps_the_origin_and_is_half_open():
    assert pitch().between(40, 120).times.tolist() == [40, 80]


@pytest.mark.parametrize(
    ("times", "values", "found"),
    [
        ((0, 40), (1.0,), "2 times and 1 values"),
        ((0, 0), (1.0, 2.0), "do not rise"),
        ((-1, 0), (1.0, 2.0), "do not rise"),
        ((0, 40), (1.0, math.inf), "infinite"),
    ],
)
def test_bad_signals_are_refused(times, values, found):
    with pytest.raises(RecordError, match=found):
        pitch(times=times, values=values)


def test_a_step_of_nothing_is_refused():
    with pytest.raises(RecordError, match="0 ms"):
        pitch().resampled(0)


def with_signal(coding, *signals):
    return Coding(
        **{f: getattr(coding, f) for f in coding.__dataclass_fields__} | {"signals": signals}
    )


def test_a_session_keeps_signals_beside_its_codes(tmp_path):
    session = build_session(with_signal(full_coding(), pitch()), toy_codebook())
    assert session.signal("child", "pitch") == pitch()
    assert session.signal("caregiver", "pitch") is None
    write_json(session, tmp_path / "a.session.json")
    write_parquet([session], tmp_path / "a.sessions.parquet")
    assert read_json(tmp_path / "a.session.json") == session
    assert read_parquet(tmp_path / "a.sessions.parquet") == [session]
    part = session.between(0.04, 0.1)
    assert part.signal("child", "pitch").times.tolist() == [40, 80]


def test_a_session_may_hold_signals_alone():
    coding = Coding("f0", toy_source(), (), (), signals=(pitch(),))
    book, guess = choose_codebook(coding)
    session = build_session(coding, book)
    assert (guess, session.end, len(session.events)) == ("", 120, 0)
    assert [person.id for person in session.people] == ["child"]


def test_one_signal_twice_is_refused():
    with pytest.raises(RecordError, match=r"pitch of child twice \(R11\)"):
        build_session(
            with_signal(toy_coding(("parent", "hug", 5, 5)), pitch(), pitch()), toy_codebook()
        )
