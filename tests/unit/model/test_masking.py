"""Anger masks tears: the share is a share, rises, and agrees with the steps counted."""

from __future__ import annotations

import numpy as np

from reattune.model import Dyad, Order, hidden_sadness, live
from reattune.model.masking import codes_by_step


def test_sadness_hides_behind_anger_later_and_not_at_first():
    """Y starts at .05 and is fed by anger at .012 /s: above .20 only after some seconds."""
    frame = hidden_sadness(n=60, seconds=60.0, seed=1)
    assert frame["second"].to_list() == list(range(60))
    share = frame["sad_too"].drop_nulls()
    assert ((share >= 0) & (share <= 1)).all()
    first = frame.filter(frame["second"] < 5)["sad_too"].mean()
    late = frame.filter(frame["second"] >= 40)["sad_too"].mean()
    assert first < 0.05
    assert late > 0.4


def test_codes_step_by_step_are_the_steps_counted():
    lives = live(Order(dyads=[Dyad()], n=3, seed=2, seconds=60.0, changes=True), compiled=False)
    codes = codes_by_step(lives)
    counted = lives.occupied[:, 0].sum(axis=2)
    assert [np.bincount(row, minlength=5).tolist() for row in codes] == counted.tolist()
