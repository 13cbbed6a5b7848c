"""Streams of random numbers: known answers, independence, and the shape of the normal."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from reattune.kernels import random as rng


def stream(words):
    return SimpleNamespace(**{f"s{k}": word for k, word in enumerate(words)})


def test_xoshiro_gives_the_published_words():
    """The authors' reference, started from 1, 2, 3, 4."""
    d = stream((1, 2, 3, 4))
    assert [rng.word(d) for _ in range(6)] == [
        41943041,
        58720359,
        3588806011781223,
        3591011842654386,
        9228616714210784205,
        9973669472204895162,
    ]


def test_splitmix_gives_the_published_words():
    """Seed 1234567: output k is the finaliser of seed + (k + 1) * golden gamma."""
    state = 1234567
    outputs = [rng.mixed(state + (k + 1) * rng.GOLDEN) for k in range(3)]
    assert outputs == [6457827717110365317, 3203168211198807973, 9817491932198370423]


@pytest.mark.parametrize("seed", [0, 7, 2**64 - 1])
@pytest.mark.parametrize("number", [0, 1, 3])
def test_many_streams_at_once_are_the_same_as_one_by_one(seed, number):
    owners = np.array([0, 1, 2, 1000, 2**40], dtype=np.uint64)
    table = rng.streams(seed, owners, number=number)
    assert table.tolist() == [
        list(rng.stream_words(seed, int(owner), number=number)) for owner in owners
    ]


def test_no_two_streams_start_alike():
    """4 seeds x 50 owners x 4 numbers: 800 streams, 3,200 words, none twice."""
    words = [
        word
        for seed in (0, 1, 2, 3)
        for owner in range(50)
        for number in range(4)
        for word in rng.stream_words(seed, owner, number=number)
    ]
    assert len(set(words)) == len(words) == 3200


def test_uniform_stays_below_one():
    """All bits set give (2**53 - 1) / 2**53, not 1; s0 + s3 = 0 and s0 = 0 give 0."""
    assert rng.uniform(stream((0, 5, 6, 0))) == 0.0
    largest = stream((2**64 - 1, 0, 0, 1))
    assert rng.word(stream((2**64 - 1, 0, 0, 1))) == 2**64 - 1
    assert rng.uniform(largest) == 1.0 - 2.0**-53


def test_every_layer_of_the_ziggurat_has_the_same_area():
    """Layer i is width x[i] times the rise of the curve from x[i] to x[i + 1]."""
    widths, heights = rng.WIDTH * rng.DEPTH, rng.HEIGHT
    tops = np.append(heights[2:], 1.0)
    np.testing.assert_allclose(widths[1:] * (tops - heights[1:]), rng.AREA, rtol=2e-9)
    assert rng.BOUND[255] == 0.0


def test_normal_draws_are_normal():
    """150,000 draws: mean within 5/sqrt(n), variance within 5 sqrt(2/n), tail beyond 3.65."""
    d = stream(rng.stream_words(5, 0))
    n = 150_000
    z = np.array([rng.normal(d) for _ in range(n)])
    assert abs(z.mean()) < 5 / math.sqrt(n)
    assert abs(z.var() - 1) < 5 * math.sqrt(2 / n)
    beyond = math.erfc(rng.EDGE / math.sqrt(2))
    assert abs((abs(z) > rng.EDGE).mean() - beyond) < 5 * math.sqrt(beyond / n)
    z.sort()
    curve = np.array([0.5 * math.erfc(-v / math.sqrt(2)) for v in z])
    assert np.abs(curve - (np.arange(n) + 0.5) / n).max() * math.sqrt(n) < 1.95


def test_exponential_draws_have_mean_one():
    d = stream(rng.stream_words(6, 0))
    draws = [rng.exponential(d) for _ in range(40_000)]
    assert min(draws) >= 0
    assert abs(sum(draws) / len(draws) - 1) < 5 / math.sqrt(len(draws))
