"""The two conditions: words on boundary values, ratios by hand, no infinity anywhere."""

from __future__ import annotations

from math import inf, isfinite, log, nan

import pytest
from toy_visits import codebook, episodes, repaired_after, visit

from reattune.episodes import load_definition
from reattune.errors import DefinitionError
from reattune.measures import (
    cohort_reference,
    is_positive,
    positive_log_ratio,
    positive_moments,
    positive_time,
    verdict,
    verdict_word,
)


@pytest.mark.parametrize(
    ("low", "high", "n", "word"),
    [
        (0.51, 0.9, 5, "holds"),
        (0.5, 0.9, 50, "undecided"),
        (0.1, 0.5, 50, "undecided"),
        (0.1, 0.49, 50, "does not hold"),
        (0.4, 0.6, 50, "undecided"),
        (0.51, 0.9, 4, "not enough evidence"),
        (0.1, 0.2, 0, "not enough evidence"),
        (None, None, 50, "not enough evidence"),
        (0.51, None, 50, "holds"),
        (None, 0.49, 50, "does not hold"),
        (None, 0.6, 50, "undecided"),
        (0.4, None, 50, "undecided"),
    ],
)
def test_word_on_boundary_values(low, high, n, word):
    assert verdict_word(low, high, 0.5, n) == word


@pytest.mark.parametrize(
    ("child", "caregiver", "positive"),
    [
        ("positive", "positive", True),
        ("positive", "stimulate", True),
        ("positive", "limit", True),
        ("positive", "still", False),
        ("positive", "hostile", False),
        ("neutral", "positive", True),
        ("object", "positive", True),
        ("averted", "positive", False),
        ("distress", "positive", False),
        ("distress", "soothe", False),
        ("asleep", "positive", False),
        ("neutral", "neutral", False),
        ("negative", "positive", False),
        ("positive", "negative", False),
        ("joint", "joint", True),
        ("joint", "apart", False),
        ("a lab's own", "positive", False),
    ],
)
def test_positive_joint_states(child, caregiver, positive):
    assert is_positive(child, caregiver) is positive


def test_positive_time_and_moments():
    """10 s, 0.9 s and 5 s of smiles: 15.9 s of positive time, two moments of 1 s or more."""
    found = episodes(
        visit(
            [("positive", 10), ("neutral", 4), ("positive", 0.9), ("neutral", 4), ("positive", 5)],
            [("neutral", 23.9)],
        )
    )
    assert positive_time(found).value == 15.9
    assert positive_moments(found).value == 2.0


def test_a_moment_goes_on_through_a_change_of_its_states():
    """Caregiver neutral then stimulating while the child smiles: one moment."""
    found = episodes(visit([("positive", 10)], [("neutral", 5), ("stimulate", 5)]))
    assert positive_moments(found).value == 1.0


def test_missing_time_parts_a_moment():
    found = episodes(visit([("positive", 5), ("", 2), ("positive", 5)], [("neutral", 12)]))
    assert positive_moments(found).value == 2.0
    assert positive_time(found).value == 10.0


def test_ratios_by_hand():
    """Ruptures of 2 and 3 s, each after 10 s of smiles: 20 to 5 s, 2 to 2 moments."""
    time, moments = positive_log_ratio(episodes(repaired_after([2, 3])))
    assert time.value == pytest.approx(log(4))
    assert moments.value == 0.0
    assert time.low < time.value


def test_draws_without_a_rupture_leave_the_interval_open():
    """Both ruptures lie in few blocks: some draws miss them, so there is no upper bound."""
    few = positive_log_ratio(episodes(repaired_after([2, 3])))[0]
    many = positive_log_ratio(episodes(repaired_after([2, 3] * 10)))[0]
    assert few.high is None
    assert many.low < many.value < many.high


def test_no_rupture_gives_a_reason_not_infinity():
    found = verdict(episodes(visit([("positive", 60)], [("positive", 60)])))
    assert found.time.value is None
    assert found.time.reason == "no rupture: nothing to weigh positive moments against"
    assert (found.followed, found.outweighed) == ("not enough evidence",) * 2
    assert "inf" not in str(found)
    assert "nan" not in str(found)


def test_no_positive_moment_gives_a_reason():
    found = verdict(episodes(repaired_after([2, 3], calm=0.5)))
    assert found.time.value is not None
    assert found.moments.value is None
    assert "no positive moment" in found.moments.reason
    assert found.outweighed == "not enough evidence"


def test_codebook_without_positive_states():
    """Told apart from a session without smiles: what cannot be seen is not estimable, not 0."""
    book = codebook(child=("neutral", "averted"), caregiver=("pause", "stimulate"))
    session = visit(
        [("neutral", 10), ("averted", 3), ("neutral", 10)],
        [("pause", 10), ("stimulate", 3), ("pause", 10)],
        book=book,
    )
    found = episodes(session)
    assert "codebook has no positive state" in verdict(found).time.reason
    assert "codebook has no positive state" in positive_time(found).reason


def test_holds():
    """20 of 20 repaired: Wilson from .839; 200 s of smiles to 40 s, but 20 moments to 20."""
    found = verdict(episodes(repaired_after([2] * 20)))
    assert found.ruptures == 20
    assert found.repaired.low == pytest.approx(0.8389, abs=5e-5)
    assert (found.followed, found.time_word, found.moments_word, found.outweighed) == (
        "holds",
        "holds",
        "undecided",
        "undecided",
    )


def test_references_move_the_words():
    """A share of 1 with its interval from .839 does not pass .9; time at 5 is below 20."""
    found = verdict(episodes(repaired_after([2] * 20)), reference=0.9, positive_reference=20.0)
    assert (found.followed, found.time_word) == ("undecided", "does not hold")


def test_four_ruptures_are_not_enough():
    found = verdict(episodes(repaired_after([2] * 4)))
    assert (found.followed, found.outweighed) == ("not enough evidence",) * 2


def test_ruptures_followed_to_their_end_decide():
    """Five ruptures, one of them cut off: the share rests on four."""
    cut = visit([("positive", 5), ("averted", 4)], [("neutral", 5), ("still", 4)], name="cut")
    found = verdict(episodes(repaired_after([2] * 4), cut))
    assert (found.ruptures, found.repaired.n) == (5, 4)
    assert found.followed == "not enough evidence"


def test_it_prints_numbers_and_its_limit():
    text = str(verdict(episodes(repaired_after([2] * 20))))
    assert "20 ruptures (misattunement)" in text
    assert "Followed by reconnection: holds. Share repaired 1 [0.839, 1], n = 20" in text
    assert "half repaired by 2 s, Kaplan-Meier" in text
    assert "positive time to rupture time 5 [" in text
    assert text.endswith("This describes the recorded time, not the parent.")


@pytest.mark.parametrize(
    ("reference", "positive"), [(-0.1, 1.0), (1.1, 1.0), (nan, 1.0), (0.5, 0.0), (0.5, inf)]
)
def test_references_out_of_range(reference, positive):
    with pytest.raises(DefinitionError, match="a share from 0 to 1"):
        verdict(episodes(repaired_after([2])), reference=reference, positive_reference=positive)


def test_cohort_reference():
    """Sessions of 10 s of smiles to 2, 4 and 5 s of rupture: ratios 5, 2.5, 2; median 2.5."""
    visits = [repaired_after([s], name=f"v{s}") for s in (2, 4, 5)]
    calm = visit([("positive", 60)], [("positive", 60)], name="calm")
    found = cohort_reference(episodes(*visits, calm))
    assert (found.value, found.n, found.censored) == (pytest.approx(2.5), 3, 1)
    assert verdict(episodes(visits[0]), positive_reference=found).positive_reference == found.value


def test_cohort_without_a_ratio():
    calm = episodes(visit([("positive", 60)], [("positive", 60)]))
    found = cohort_reference(calm)
    assert found.value is None
    with pytest.raises(DefinitionError):
        verdict(calm, positive_reference=found)
    with pytest.raises(DefinitionError, match="time or moments"):
        cohort_reference(calm, "smiles")


def test_numbers_are_finite():
    for row in verdict(episodes(repaired_after([2, 3, 4, 5, 6]))):
        assert all(isfinite(x) for x in (row.value, row.low, row.high) if x is not None)


@pytest.mark.parametrize(
    ("name", "judged"),
    [
        ("match.positive", False),
        ("repair.rate", False),
        ("misattunement", True),
        ("conflict", True),
    ],
)
def test_a_condition_that_cannot_fail_is_not_judged(name, judged):
    """Without horizon, fade, self-regulation or needed mend every rupture followed is repaired."""
    assert load_definition(name).can_end_otherwise is judged


def test_repairs_that_could_not_have_failed_prove_nothing():
    """Ten returns to shared smiles, all repaired: a share of 1, and no word for it."""
    child = [("positive", 10), ("neutral", 3)] * 10 + [("positive", 10)]
    found = verdict(episodes(visit(child, [("positive", 140)]), definition="match.positive"))
    assert (found.ruptures, found.repaired.value) == (10, 1.0)
    assert found.followed == "not enough evidence"
    assert "cannot fail" in str(found)
