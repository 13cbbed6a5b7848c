"""The page of `reattune signals` and its figures: with much, with gaps, with nothing."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import etree

from reattune.measures import Estimate, SignalPair, cross_recurrence, lagged_correlations, spectrum
from reattune.reports.figures.coherence_curve import coherence_figure
from reattune.reports.figures.lag_windows import coarse, lag_windows_figure
from reattune.reports.signals_page import DrawnPair, SignalsContent, in_words, render_signals

FACTS = (("signals", "a and b"), ("version", "reattune 0"))


def words(text):
    return " ".join(" ".join(etree.fromstring(text.encode()).itertext()).split())


def pair(n=300, lag=3, seed=1):
    rng = np.random.default_rng(seed)
    base = np.convolve(rng.normal(size=n + lag + 4), np.ones(5) / 5, "valid")
    return SignalPair("child:a", "caregiver:b", base[lag:], base[:n].copy(), 0.1, "v")


def windows(given):
    return lagged_correlations(given, window=3, max_lag=1, every=0.5)


def drawn(given):
    plot = cross_recurrence(given, radius=0.2)
    return DrawnPair("v", windows(given), spectrum(given, segment=3), plot, 1.0)


def content(*pairs, rows=(), sessions=("v",)):
    made = tuple(drawn(given) for given in pairs)
    return SignalsContent(("child:a", "caregiver:b"), tuple(rows), made, sessions, FACTS)


def test_the_highest_lag_is_told_in_words():
    text = words(lag_windows_figure(windows(pair()), key="k", title="t"))
    assert "is highest, 1.00, at a lag of 0.3 s" in text
    assert "lag in s; up: caregiver:b follows child:a" in text


def test_blocks_are_means_of_what_is_known():
    """Two columns to a block: (0.2, nan) is 0.2, (0.4, 0.6) is 0.5; of nothing, nothing."""
    r = np.array([[0.2, np.nan], [np.nan, np.nan], [0.4, np.nan], [0.6, np.nan]])
    found = coarse(r, columns=2, rows=2)
    assert found[:, 0].tolist() == pytest.approx([0.2, 0.5])
    assert np.isnan(found[:, 1]).all()


def test_unknown_stretches_are_grey():
    given = pair()
    given.y[100:200] = np.nan
    assert 'class="unseen"' in lag_windows_figure(windows(given), key="k", title="t")
    assert 'class="unseen"' not in lag_windows_figure(windows(pair()), key="k", title="t")


def test_one_window_is_drawn_too():
    given = pair(n=55)
    text = lag_windows_figure(lagged_correlations(given, window=4, max_lag=1, every=9), key="k",
                              title="t")  # fmt: skip
    assert "1 windows of 4 s" in words(text)


def test_nothing_known_is_no_figure():
    given = pair()
    given.x[:] = np.nan
    assert lag_windows_figure(windows(given), key="k", title="t") is None
    assert coherence_figure(spectrum(given, segment=3), key="k", title="t") is None
    page = words(render_signals(content(given)))
    assert "Too little is known of both: nothing to show." in page


def test_coherence_of_a_signal_with_itself_is_1():
    given = pair(lag=0)
    text = words(coherence_figure(spectrum(given, segment=3), key="k", title="t"))
    assert "Coherence is highest, 1.00" in text


def test_a_page_with_all_figures():
    row = Estimate("coherence_p", 0.005, "p", 300, "d", of="199 circular shifts", session="v")
    given = content(pair(), rows=[row])
    page = render_signals(given)
    assert page.count("<svg") == 3
    assert "Coherence, mean over frequencies: p" in words(page)
    assert "<script" not in page
    assert page == render_signals(given)


def test_many_sessions_are_told_of():
    names = tuple(f"v{k}" for k in range(40))
    page = words(render_signals(content(sessions=names)))
    assert "28 more sessions: see signals.csv." in page


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        ("peak_lag", "Lag of the peak"),
        ("lagged_correlation_chance", "Highest mean correlation: by chance"),
        ("something_p", "something: p"),
    ],
)
def test_measures_have_names(measure, text):
    assert in_words(measure) == text
