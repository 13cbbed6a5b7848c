"""Recurrent events: mean cumulative functions by hand, and rates from sessions."""

from __future__ import annotations

import numpy as np
import pytest
from toy_visits import visit

from reattune.errors import RecordError
from reattune.measures import History, histories, mean_cumulative, recurrent_mean, recurrent_rate


def test_mean_cumulative_by_hand():
    """Units seen for 10, 10 and 4 s; events at 2 (a), 6 (a), 6 (b).

    M(2) = 1/3, M(6) = 1/3 + 2/2 = 4/3. Robust: at 2 the moves are a (1 - 1/3)/3 = 2/9, b and c
    -1/9, so the variance is 6/81; at 6 a and b move by 0 more: still 6/81. Poisson, taken since it
    is larger with three clusters: 1/9, then 1/9 + 2/4.
    """
    rows = [
        History("a", "a", ((0.0, 10.0),), (2.0, 6.0)),
        History("b", "b", ((0.0, 10.0),), (6.0,)),
        History("c", "c", ((0.0, 4.0),), ()),
    ]
    found = mean_cumulative(rows)
    assert found.mean.tolist() == pytest.approx([1 / 3, 4 / 3])
    assert found.at_risk.tolist() == [3, 2]
    assert (found.se**2).tolist() == pytest.approx([1 / 9, 1 / 9 + 1 / 2])


def test_robust_variance_is_the_sum_over_units_spelt_out():
    """12 units with holes, against the definition's double sum."""
    rng = np.random.default_rng(5)
    rows = []
    for k in range(12):
        end = float(rng.uniform(50, 100))
        times = sorted(rng.uniform(0, end, rng.integers(0, 6)).tolist())
        times = [t for t in times if not 20 < t < 30]
        rows.append(History(str(k), str(k), ((0.0, 20.0), (30.0, end)), tuple(times)))
    found = mean_cumulative(rows)
    total = 0.0
    for row in rows:
        move = 0.0
        for t in found.time:
            risk = [any(a <= t <= b for a, b in r.spans) for r in rows]
            y = sum(risk)
            step = sum(r.events.count(t) for r in rows) / y
            mine = any(a <= t <= b for a, b in row.spans)
            move += mine * (row.events.count(t) - step) / y
        total += move**2
    assert found.se[-1] ** 2 == pytest.approx(total)


def test_the_curve_ends_where_nobody_looked():
    """Two units seen from 1 to 20 s and from 30 to 60 s, one to 24 s: known until 24 s, not beyond.

    Three units, one event at 10 s: M(20) = 1/3. What began between 24 and 30 s nobody can tell, so
    neither can the mean by 40 s.
    """
    spans = (1.0, 20.0), (30.0, 60.0)
    rows = [
        History("a", "a", spans, (10.0, 35.0)),
        History("b", "b", spans, ()),
        History("c", "c", ((1.0, 24.0),), ()),
    ]
    found = mean_cumulative(rows)
    assert found.last == 24.0
    assert found.by(20)[0] == pytest.approx(1 / 3)
    assert found.by(40) is None


def test_an_event_outside_the_spans_is_refused():
    with pytest.raises(RecordError, match="when nothing was followed"):
        mean_cumulative([History("a", "a", ((0.0, 5.0),), (7.0,))])


def test_from_sessions():
    """A cry on at 0 s is not seen to begin; two more in 60 s: 2 per minute."""
    child = [
        ("distress", 5), ("neutral", 10), ("distress", 5), ("neutral", 10), ("distress", 5),
        ("neutral", 25),
    ]  # fmt: skip
    found = histories(visit(child, [("neutral", 60)]), "child:distress")
    assert found.rows[0].events == (15.0, 30.0)
    assert found.unseen == 1
    rate = recurrent_rate(found)
    assert (rate.value, rate.n, rate.unit) == (2.0, 2, "per min")
    assert {row.of: row.value for row in recurrent_mean(found)} == {"by 30 s": 2.0, "by 60 s": 2.0}


def test_missing_time_is_no_time_at_risk():
    """30 of 60 s unseen: 1 cry in half a minute."""
    child = [("neutral", 10), ("distress", 5), ("neutral", 15), ("", 30)]
    rate = recurrent_rate(histories(visit(child, [("neutral", 60)]), "child:distress"))
    assert rate.value == 2.0


def test_each_phase_from_its_own_onset():
    child = [("neutral", 10), ("distress", 5), ("neutral", 20), ("distress", 5), ("neutral", 20)]
    found = visit(child, [("neutral", 60)], phases=[("play", 0, 30), ("reunion", 30, 60)])
    rows = histories(found, "child:distress", phase="reunion").rows
    assert [(row.spans, row.events) for row in rows] == [(((0.0, 30.0),), (5.0,))]


def test_nothing_seen_has_a_reason():
    found = histories(visit([("neutral", 9)], [("neutral", 9)]), "child:distress", phase="no")
    assert recurrent_rate(found).reason
    assert recurrent_mean(found)[0].reason
