"""The kernel against a twin written from the specification: same streams, same everything."""

from __future__ import annotations

import numpy as np
import pytest
from slow_dyad import SlowDyad

from reattune.model import ACTS, Dyad, Order, live

CASES = {
    "ordinary": Dyad(),
    "perfect": Dyad("perfect-anticipating"),
    "withdrawn": Dyad("withdrawn", int_rate=1.0, p_late=0.3),
    "intrusive": Dyad("intrusive", s_rate=2.0, chi=2.0, q_smile=1.7, b_stim=1.6),
    "slow": Dyad("slow", q_smile=0.4, rup_min=0.2, any_repair=1, eta_half=2),
    "still-face": Dyad("still-face"),
    "harsh, unrepaired": Dyad(
        "harsh-unrepaired", eta_co=0.3, k_x=0.3, k_y=0.3, yell_rate=0.2, u_yell=0.05
    ),
    "harsh, repaired": Dyad("harsh-repaired", yell_rate=0.3, k_x=0.1, k_y=0.1, block_rate=2.0),
    "ablations": Dyad(credit_any=1, f_all=1, s_rate=0),
}


def twin_of(order, owner):
    dyad = order.dyads[0]
    p = dyad.effective().values()
    twin = SlowDyad(p, seed=order.seed, owner=owner, dt=order.dt)
    phases = [
        (round(s.seconds / order.dt), ACTS.index(s.act) if s.act else None) for s in dyad.stages
    ] or [(round(order.seconds / order.dt), None)]
    learned = []
    for sitting in range(order.sittings):
        twin.sit(sitting, phases)
        score = twin.resilience(order.tests)
        learned.append([*twin.learned(), score])
    return twin, learned


STEP = {"ordinary": 0.05, "harsh, repaired": 0.05, "still-face": 1 / 30}


def order_for(case):
    dyad = CASES[case]
    return Order(
        dyads=[dyad],
        first=7,
        seed=20_261_123,
        sittings=3,
        seconds=dyad.seconds or 180.0,
        marks=(1, 2, 3),
        tests=1,
        dt=STEP.get(case, 0.1),
        changes=True,
        ruptures=True,
    )


@pytest.mark.parametrize("case", CASES)
def test_every_code_rupture_and_slow_state_is_the_same(case):
    """Codes and ruptures exactly; floats to 1e-9, since the two add in another order."""
    order = order_for(case)
    lives = live(order, compiled=False)
    twin, learned = twin_of(order, order.first)
    changes = lives.changes[0, : lives.counts[0, 0]].tolist()
    ruptures = lives.ruptures[0, : lives.counts[0, 1]].tolist()
    assert changes == [list(row) for row in twin.changes]
    assert ruptures == [list(row) for row in twin.ruptures]
    np.testing.assert_allclose(lives.learned[0, :, :8], learned, rtol=1e-9, atol=1e-9)


def test_the_cases_reach_every_act_code_and_outcome():
    """Else the comparison above would be silent about some of the rules."""
    acts, codes, outcomes, led = set(), set(), set(), set()
    for case in CASES:
        lives = live(order_for(case), compiled=False)
        for row in lives.changes[0, : lives.counts[0, 0]].tolist():
            (acts if row[2] else codes).add(row[3])
        for row in lives.ruptures[0, : lives.counts[0, 1]].tolist():
            outcomes.add(row[4])
            led.add(row[5])
    assert (acts, codes) == (set(range(6)), set(range(5)))
    assert (outcomes, led) == ({0, 2, 3}, {0, 1})


def test_the_comparison_would_notice_another_noise():
    """More noise: some code differs within ten minutes."""
    order = Order(dyads=[Dyad()], seed=3, seconds=600.0, tests=1, changes=True)
    lives = live(order, compiled=False)
    twin, _ = twin_of(Order(dyads=[Dyad(sig=0.05)], seed=3, seconds=600.0, tests=1), 0)
    assert lives.changes[0, : lives.counts[0, 0]].tolist() != [list(row) for row in twin.changes]
