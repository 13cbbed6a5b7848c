"""Each mechanism of the dyad on its own: no noise, one act, numbers worked out by hand."""

from __future__ import annotations

import math
from itertools import product

import pytest

from reattune.kernels import dyad as whole
from reattune.kernels import dyad_caregiver as carer
from reattune.kernels import dyad_child as child
from reattune.kernels import dyad_learning as learning
from reattune.kernels import dyad_state as st
from reattune.kernels import dyad_tracker as tracker
from reattune.model import Dyad
from reattune.model.lives import dyad_table, plain, settings_table

POS, NEU, AV, FU, CR = range(5)
STIM, PAUSE, SOOTHE, STILL, YELL, MEND = range(6)


def dyad(*, alike=True, seed=1, dt=0.1, **parameters):
    """A born dyad at the start of a sitting, without noise unless asked for."""
    quiet = {"sig": 0.0, "sb": 0.0, "b_sd": 0.0, "s_rate": 0.0, **parameters}
    made = Dyad(**quiet)
    if alike:
        made = Dyad.of(made.parameters.alike(), name="alike")
    p = plain(settings_table([made], 1, dt)[0], st.Settings)
    d = plain(dyad_table(1, seed=seed)[0], st.Dyad)
    whole.settle(d, p)
    whole.be_born(d, p)
    whole.begin_sitting(d, p, 0)
    d.a, d.h = p.a0, 0.0
    return d, p


# --- arousal ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "g", "a", "change"),
    [
        (NEU, PAUSE, 0.33, 0.0),  # at rest nothing moves
        (NEU, STIM, 0.33, 0.0055),  # .055 u/s for .1 s
        (AV, STIM, 0.33, 0.00275),  # looking away blocks half
        (FU, STIM, 0.33, 0.0066),  # a fussing child is driven 1.2 times
        (NEU, STILL, 0.33, 0.002),
        (NEU, YELL, 0.33, 0.022),
        (CR, PAUSE, 0.33, 0.00462),  # .06 * (1.1 - .33) * .1
    ],
)
def test_what_each_act_does_at_rest(x, g, a, change):
    d, p = dyad()
    d.x, d.g, d.a = x, g, a
    child.arouse(d, p)
    assert d.a - a == pytest.approx(change, abs=1e-12)


def test_decay_soothing_and_looking_away_add_up():
    """At a = .93, h = 0: the residue takes (.6 / 90 * .1) = .000667, so rest = .330267.

    above = .599733; decay .03, looking away .03 + .2 * .1 = .05, soothing .075 * .63:
    -(.03 * .599733 + .05 * .599733 + .04725) * .1 = -.00952287.
    """
    d, p = dyad()
    d.x, d.g, d.a = AV, SOOTHE, 0.93
    child.arouse(d, p)
    assert d.h == pytest.approx(0.6 / 900)
    assert d.a - 0.93 == pytest.approx(-0.00952287, abs=1e-8)


def test_the_childs_own_credit_is_the_arousal_it_took_down():
    """Conservation: looking away in a pause, without decay, all that is lost is credited."""
    d, p = dyad(kap=0.0, w_h=0.0, s_rate=0.0)
    d.x, d.g, d.a, d.exc, d.own, d.ext, d.looked = AV, PAUSE, 0.9, 1, 0.0, 0.0, 0
    for _ in range(50):
        child.arouse(d, p)
    assert d.own == pytest.approx(0.9 - d.a)
    assert (d.ext, d.looked) == (0.0, 50)


def test_arousal_stays_in_its_bounds():
    d, p = dyad(u_yell=2.0)
    d.g = YELL
    for _ in range(100):
        child.arouse(d, p)
    assert d.a == 1.3
    d, p = dyad(u_yell=2.0, a_max=1.0)
    d.g = YELL
    for _ in range(100):
        child.arouse(d, p)
    assert d.a == 1.0


def test_load_raises_rest_and_kicks():
    """L = .25, chi = .8: rest is .33 + .2 = .53."""
    d, p = dyad()
    d.L = 0.25
    whole.end_sitting(d, p)
    d.L = 0.25
    whole.begin_sitting(d, p, 1)
    assert d.base == pytest.approx(0.53)


def test_life_stress_comes_from_a_stream_of_its_own():
    """Two arms that differ in everything the caregiver does have the same kicks."""
    states = []
    for attunement in (0.1, 0.9):
        d, p = dyad(attunement=attunement, s_rate=2.0)
        for _ in range(1800):
            whole.step(d, p, st.FREE)
        states.append(((d.k0, d.k1, d.k2, d.k3), d.s0))
    assert states[0][0] == states[1][0]
    assert states[0][1] != states[1][1]


def test_codes_follow_arousal():
    """Share of each code over 4,000 draws: calm at .3, away at .65, crying at 1.1.

    At 1.1: away exp(1.7) = 5.47, fuss exp(2) = 7.4, cry exp(-6.5 + 10.5 * .973) = 41: .76 cry.
    """
    d, p = dyad()
    d.g = PAUSE
    shares = {}
    for a in (0.3, 0.65, 1.1):
        d.a = a
        drawn = [child.infant_code(d, p) for _ in range(4000)]
        shares[a] = [drawn.count(x) / 4000 for x in range(5)]
    assert shares[0.3][POS] + shares[0.3][NEU] > 0.7
    assert shares[0.65][AV] > 0.6
    assert abs(shares[1.1][CR] - 0.763) < 0.034
    assert shares[0.3][CR] < 0.01


def test_weights_of_codes_by_hand():
    """a = .45 in a pause: POS exp(.5); NEU exp(.55 - .52**2) = exp(.2796)."""
    d, p = dyad()
    d.a, d.g = 0.45, PAUSE
    assert child.weigh_positive(d, p) == pytest.approx(math.exp(0.5))
    assert child.weigh_neutral(d) == pytest.approx(math.exp(0.2796))
    d.a = 0.60
    assert child.weigh_averted(d, p) == pytest.approx(math.exp(-0.5 + 1.1))
    d.g = STILL
    assert child.weigh_averted(d, p) == pytest.approx(math.exp(-0.5 + 1.1 + 0.5))


def test_sigmoid_does_not_overflow():
    assert child.sigmoid(-5000.0) == 0.0
    assert child.sigmoid(5000.0) == 1.0
    assert child.sigmoid(0.0) == 0.5


# --- the older child -------------------------------------------------------------------------


def test_a_blocked_goal_becomes_anger_and_anger_sadness():
    """D = .8 gives X .5 * .8 * .1 = .04 in a step (noise set aside); then X feeds Y."""
    d, p = dyad(older=1, block_start=0)
    child.meet_block(d)
    d.D, d.tempo, d.X, d.Y = 0.8, 1.0, 0.0, 0.0
    p.root_dt = 0.0
    child.rage(d, p)
    assert pytest.approx((0.76, 0.04, 0.0)) == (d.D, d.X, d.Y)
    d.D, d.X, d.Y = 0.0, 1.0, 0.0
    child.rage(d, p)
    assert pytest.approx((1 - 0.0016, 0.0012)) == (d.X, d.Y)


@pytest.mark.parametrize(
    ("g", "x0", "dx"),
    [(YELL, 1.0, 0.015), (SOOTHE, 1.0, 0.0), (SOOTHE, 0.2, -0.0006), (MEND, 0.2, -0.0006)],
)
def test_yelling_fuels_anger_and_empathy_helps_only_once_it_has_gone(g, x0, dx):
    d, p = dyad(older=1, block_start=0, k_x=0.0, k_y=0.0, c_xy=0.0)
    child.meet_block(d)
    d.D, d.X, d.Y, d.g = 0.0, x0, 0.0, g
    p.root_dt = 0.0
    child.rage(d, p)
    assert d.X - x0 == pytest.approx(dx, abs=1e-12)


def test_a_tantrum_ends_after_ten_calm_seconds():
    """Calm steps are counted from the first below both thresholds: 100 of them."""
    d, p = dyad(older=1, block_start=0, k_x=0.0, k_y=0.0, c_xy=0.0)
    child.meet_block(d)
    d.D, d.X, d.Y = 0.0, 0.2, 0.1
    p.root_dt = 0.0
    for _ in range(99):
        child.rage(d, p)
    assert d.blocked == 1
    child.rage(d, p)
    assert (d.blocked, d.X, d.Y) == (0, 0.0, 0.0)


# --- the caregiver ---------------------------------------------------------------------------


def test_a_missed_sign_is_met_with_the_rattle():
    d, p = dyad(A=0.0, p_int=1.0)
    d.x, d.g = FU, PAUSE
    carer.notice(d, p)
    assert (d.g, d.due) == (STIM, st.NONE)


def test_a_seen_sign_is_answered_when_due():
    """With A = 1 and no trigger every sign is seen; the due act depends on the code then."""
    for x, act in ((AV, PAUSE), (FU, SOOTHE), (CR, SOOTHE)):
        d, p = dyad(A=1.0, iota=0.0)
        d.x, d.g, d.now = x, STIM, 100
        carer.notice(d, p)
        assert d.due >= 100
        d.now = d.due
        carer.care(d, p)
        assert (d.g, d.due) == (act, st.NONE)


def test_nothing_is_noticed_in_a_forced_act_and_it_ends_in_play():
    d, p = dyad(A=1.0)
    carer.force(d, p, STILL, 2.0)
    d.x = CR
    carer.notice(d, p)
    assert d.due == st.NONE
    for _ in range(20):
        d.now += 1
        carer.care(d, p)
    assert (d.g, d.until, d.now) == (STIM, 0, 20)


def test_the_mean_wait_is_the_latency():
    """Gamma of shape 2, mean 1.6 s: 4,000 waits have mean 1.6 +- 5 * 1.13 / sqrt(4000)."""
    d, p = dyad(A=1.0, iota=0.0)
    waits = []
    for _ in range(4000):
        d.x, d.g, d.now, d.due = AV, STIM, 0, st.NONE
        carer.notice(d, p)
        waits.append(d.due * 0.1)
    assert abs(sum(waits) / 4000 - 1.6) < 5 * 1.6 / math.sqrt(2) / math.sqrt(4000)


def test_the_bound_on_what_can_happen_holds():
    """The quick comparison may never cut off something that could happen."""
    kinds = ("ordinary", "withdrawn", "harsh-repaired", "perfect-anticipating")
    for preset, smile in product(kinds, (0.5, 1.0, 3.0)):
        d, p = dyad(preset=preset, alike=False, q_smile=smile)
        d.y = 1.0
        for b in (0.0, 0.75, 3.0):
            d.b = b
            for x in range(5):
                d.x = x
                slips = sum(carer.slip_rates(d, p))
                moves = max(p.q01 + p.ant, p.q10 * max(smile, 1.0), 0.2) if x < AV else 3 * p.rho
                mend = p.rho * p.p_apol if p.older else 0.0
                assert (slips + moves + mend) * p.dt <= p.care_max + 1e-12


def test_a_triggered_caregiver_notices_less():
    """b at the threshold: T = .5, so with iota = .8 a sure eye sees 60 %."""
    d, p = dyad(A=1.0, iota=0.8, p_int=0.0)
    seen = 0
    for _ in range(4000):
        d.x, d.g, d.due, d.b = AV, STIM, st.NONE, 0.75
        carer.notice(d, p)
        seen += d.due != st.NONE
    assert abs(seen / 4000 - 0.6) < 5 * math.sqrt(0.24 / 4000)


def test_relief_teaches_to_yell():
    """b falls by .1 in ten seconds: r = .5; y = .4 * .5 = .2. Rising b teaches the reverse."""
    d, p = dyad(older=1, eta_co=0.4)
    d.b, d.now = 0.8, 50
    carer.yelled(d, p)
    d.now = 149
    carer.learn_to_yell(d, p)
    assert d.y == 0.0
    d.now, d.b = 150, 0.7
    carer.learn_to_yell(d, p)
    assert d.y == pytest.approx(0.2)
    carer.yelled(d, p)
    d.now, d.b = 250, 1.7
    carer.learn_to_yell(d, p)
    assert d.y == pytest.approx(0.2 + 0.4 * (-1 - 0.2))


# --- what is learned -------------------------------------------------------------------------


def test_skill_grows_by_the_childs_share():
    """own 3, ext 1: S = .1 + .004 * .75 * .9; crying: S = .1 - .004 * .1."""
    for x, a, expected in ((NEU, 0.5, 0.1 + 0.0027), (CR, 1.1, 0.1 - 0.0004)):
        d, p = dyad()
        d.exc, d.own, d.ext, d.looked, d.x, d.a = 1, 3.0, 1.0, 6, x, a
        learning.regulate(d, p)
        assert pytest.approx(expected) == d.S
        assert d.exc == 0


def test_half_a_second_of_looking_away_is_not_enough():
    d, p = dyad()
    d.exc, d.own, d.ext, d.looked, d.x, d.a = 1, 3.0, 1.0, 5, NEU, 0.5
    learning.regulate(d, p)
    assert d.S == 0.1


@pytest.mark.parametrize(
    ("g", "after", "worth"),
    [(SOOTHE, 0, 1.0), (SOOTHE, 100, 0.5), (MEND, 300, 0.25), (YELL, 20, -0.5)],
)
def test_voice_learns_from_how_soon_it_is_answered(g, after, worth):
    """1 / (1 + .1 d): at once 1, after 10 s 1/2, after 30 s 1/4; a yell counts -.5."""
    d, p = dyad()
    d.x, d.g, d.now = FU, STIM, 10
    learning.signal(d, p, NEU)
    d.now, d.g = 10 + after, g
    learning.signal(d, p, FU)
    assert pytest.approx(0.5 + 0.02 * (worth - 0.5)) == d.V
    assert d.signal == st.NONE


def test_an_unanswered_signal_is_worth_nothing():
    d, p = dyad()
    d.x, d.g = CR, STIM
    learning.signal(d, p, NEU)
    d.x = NEU
    learning.signal(d, p, CR)
    assert pytest.approx(0.49) == d.V
    assert (d.cries, d.cries_heard) == (1, 0)


@pytest.mark.parametrize(("signs", "did"), [(9, 0), (10, 1)])
def test_agency_credits_calm_after_a_sign(signs, did):
    """Calm at the end of 5 s: error 1 - .3 = .7; both cues gain .014, the second if it did."""
    d, p = dyad()
    d.a, d.now = 0.7, 0
    learning.learn_agency(d, p, NEU)
    for k in range(50):
        d.now, d.a = k + 1, 0.5
        learning.learn_agency(d, p, FU if k < signs else NEU)
    assert (d.g_alone, d.G) == pytest.approx((0.314, 0.014 * did))


def test_faith_is_the_chance_of_repair_in_ten_seconds():
    """psi(10 s) = ln 2; with (1, ln 2) F = 1 - (1/2) ** 1 = .5."""
    d, _ = dyad()
    assert learning.psi(10.0) == pytest.approx(math.log(2))
    d.a_f, d.b_f = 1.0, math.log(2)
    assert learning.faith(d) == pytest.approx(0.5)
    learning.learn_repair(d, 10.0, 1)
    assert (d.a_f, d.b_f) == pytest.approx((2.0, 2 * math.log(2)))
    assert learning.faith(d) == pytest.approx(1 - (2 / 3) ** 2)


def test_quick_repairs_raise_faith_and_long_waits_lower_it():
    d, _ = dyad()
    before = learning.faith(d)
    learning.learn_repair(d, 2.0, 1)
    assert learning.faith(d) > before
    d, _ = dyad()
    learning.learn_repair(d, 600.0, 0)
    assert learning.faith(d) < before


def test_it_is_never_too_late():
    """Two open ruptures, a sure late repair: both are credited, none stays open."""
    d, p = dyad(p_late=1.0)
    d.pending = 2
    learning.late_repairs(d, p)
    assert (d.a_f, d.pending) == (4.0, 0)


def test_once_a_sitting():
    """100 steps, over-arousal 2 u*steps, 30 warm, 10 torn; L .03 * .02, W .02 * .2."""
    d, p = dyad()
    d.now, d.over, d.warm, d.torn, d.S, d.a_f = 100, 2.0, 30, 10, 0.6, 12.0
    learning.settle_sitting(d, p)
    assert pytest.approx(0.0006) == d.L
    assert pytest.approx(0.004) == d.W
    assert pytest.approx(0.6 - 0.01 * 0.5) == d.S
    assert d.a_f == pytest.approx(12 - 0.1)


# --- ruptures --------------------------------------------------------------------------------


def follow(cells, **parameters):
    """Let the tracker read (child, caregiver, steps) cells; return the dyad."""
    d, p = dyad(**parameters)
    d.g = cells[0][1]
    for x, g, steps in cells:
        if d.g != g:
            d.moved = d.now
        d.g = g
        for _ in range(steps):
            d.now += 1
            tracker.track(d, p, x, g)
    return d


def test_a_look_away_that_is_overridden_and_answered():
    """Onset 0, pause at 3 s, back at 4 s: repaired at 4 s, led by the caregiver."""
    d = follow([(AV, STIM, 30), (AV, PAUSE, 10), (NEU, PAUSE, 10)])
    assert (d.shut - 1, d.shut_on, d.shut_at, d.shut_led) == (st.REPAIRED, 0, 40, 1)
    assert d.a_f == 3.0
    assert d.b_f == pytest.approx(2 + math.log(1.4))


def test_a_child_that_comes_back_on_its_own_is_repaired_without_credit():
    """Smiling at the same stimulation: repaired, but the caregiver did nothing."""
    d = follow([(AV, STIM, 30), (POS, STIM, 10)])
    assert (d.shut - 1, d.shut_at, d.shut_led, d.a_f) == (st.REPAIRED, 30, 0, 2.0)


@pytest.mark.parametrize(("steps", "opened"), [(9, 0), (10, 1)])
def test_a_rupture_needs_one_second(steps, opened):
    d = follow([(FU, PAUSE, steps), (NEU, PAUSE, 10)])
    assert d.ruptures == opened


def test_a_yell_opens_at_once_and_needs_a_mend():
    """Calm without a mend fades at 8 s; its end is where calm began."""
    d = follow([(FU, YELL, 1), (NEU, PAUSE, 79)])
    assert d.ruptures == 0
    d = follow([(FU, YELL, 1), (NEU, PAUSE, 80)])
    assert (d.shut - 1, d.shut_at) == (st.FADED, 1)
    assert (d.M1, d.M0) == (1.0, 2.0)


def test_a_mend_after_calm_repairs_at_the_mend():
    d = follow([(FU, YELL, 10), (NEU, PAUSE, 40), (NEU, MEND, 1)])
    assert (d.shut - 1, d.shut_at, d.shut_led) == (st.REPAIRED, 50, 1)
    assert (d.M1, d.M0) == (2.0, 1.0)


def test_a_mend_that_is_over_still_counts_and_only_once():
    """Apologised in the middle of the crying, soothed, calm: one mend counted."""
    d = follow([(CR, YELL, 10), (CR, MEND, 20), (CR, SOOTHE, 30), (CR, MEND, 9), (NEU, SOOTHE, 10)])
    assert (d.shut - 1, d.shut_at) == (st.REPAIRED, 69)
    assert (d.M1, d.M0) == (2.0, 1.0)


def test_a_rupture_without_a_yell_teaches_nothing_about_apologies():
    d = follow([(CR, STIM, 30), (CR, MEND, 10), (NEU, MEND, 10)])
    assert d.shut - 1 == st.REPAIRED
    assert (d.M1, d.M0) == (1.0, 1.0)


def test_an_open_rupture_weighs_until_the_next_sitting():
    """50 steps open: psi(5 s + 4 h), one pending."""
    d, p = dyad()
    for _ in range(50):
        d.now += 1
        tracker.track(d, p, CR, STIM)
    tracker.cut_rupture(d, p, learning.AWAY)
    assert d.b_f == pytest.approx(2 + math.log(1 + 14405 / 10))
    assert (d.pending, d.shut - 1, d.torn) == (1, st.CENSORED, 50)


def test_the_joint_states_partition():
    """No cell both opens and closes; whatever closes is attuned; what opens is not, or is harsh."""
    for x in range(5):
        for g in range(6):
            opens, closes = st.holds(st.OPENS, x, g), st.holds(st.CLOSES, x, g)
            assert not (opens and closes)
            assert not closes or st.holds(st.ATTUNED, x, g)
            assert not opens or not st.holds(st.ATTUNED, x, g)
    assert bin(st.ATTUNED).count("1") == 14


def test_resilience_is_the_log_of_the_way_down():
    """No noise, no residue: from .75 at rest .33, H .6, 'looking away' pulls .03 + .03 + .2 S.

    Codes are drawn, so R is bounded by always away (fast) and never away (slow).
    """
    d, p = dyad(w_h=0.0, S0=0.5)
    fast = math.log(0.42 / 0.27) / (0.03 + 0.03 + 0.1)
    slow = math.log(0.42 / 0.27) / 0.03
    score = child.alone(d, p, 0.75, AV)
    assert -math.log(slow + 0.2) <= score <= -math.log(fast - 0.2)


def test_the_tests_leave_the_life_as_it_was():
    d, p = dyad(alike=False)
    before = (d.s0, d.S, d.V, d.k0)
    first = whole.resilience(d, p, 2)
    assert (d.s0, d.S, d.V, d.k0) == before
    assert whole.resilience(d, p, 2) == first


def test_a_smile_is_answered_so_many_times_more_readily():
    """Pause, q10 = .3, dt .1: a neutral child is stimulated at a draw below .03, a positive one
    at one below .06 with q_smile 2; above that, in neither case."""
    d, p = dyad(q10=0.3, q_smile=2.0, still_rate=0.0)
    for draw, neutral, positive in (
        (0.029, STIM, STIM),
        (0.059, PAUSE, STIM),
        (0.061, PAUSE, PAUSE),
    ):
        for x, act in ((NEU, neutral), (POS, positive)):
            d.x, d.g = x, PAUSE
            carer.moves(d, p, draw)
            assert d.g == act, (draw, x)


def test_the_logit_of_smiles_while_stimulated_is_a_setting():
    """At a = .45 the weight of positive is e^logit: .9 by default, 1.7 when asked for."""
    for logit, expected in ((None, 0.9), (1.7, 1.7)):
        d, p = dyad(**({} if logit is None else {"b_stim": logit}))
        d.a, d.g = 0.45, STIM
        assert math.log(child.weigh_positive(d, p)) == pytest.approx(expected)
