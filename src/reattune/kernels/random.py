"""Random numbers for simulations: xoshiro256++ streams, uniform and normal draws.

Each dyad owns its streams, so results do not depend on the order or number of threads. The
functions run as they stand on Python integers (hence the masks) and compiled on 64-bit words.

References
----------
Blackman & Vigna 2021, Scrambled linear pseudorandom number generators, 10.1145/3460772.
Marsaglia & Tsang 2000, The ziggurat method, 10.18637/jss.v005.i08.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

MASK = 0xFFFFFFFFFFFFFFFF
GOLDEN = 0x9E3779B97F4A7C15
STREAM_STEP = 0xD1342543DE82EF95
TO_UNIT = 2.0**-53

EDGE = 3.6541528853610088
"""Where the ziggurat's tail begins, for 256 layers."""
AREA = 0.00492867323399
"""Area of each layer under exp(-x*x/2)."""
DEPTH = 2.0**52


class Stream(Protocol):
    """Whatever carries the four words of a stream."""

    s0: int
    s1: int
    s2: int
    s3: int


def mixed(word: int) -> int:
    """Return splitmix64's finaliser of a 64-bit word."""
    z = word & MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
    return z ^ (z >> 31)


def stream_words(seed: int, owner: int, *, number: int = 0) -> tuple[int, int, int, int]:
    """Return the starting words of one stream: four outputs of splitmix64.

    Parameters
    ----------
    seed
        Of the whole simulation, ``0 <= seed < 2**64``.
    owner
        Number of the dyad; mixed first, since raw numbers would give overlapping streams.
    number
        Which of the owner's streams (0 the main one).
    """
    state = mixed(seed ^ mixed(owner + 1) ^ ((number * STREAM_STEP) & MASK))
    words = []
    for _ in range(4):
        state = (state + GOLDEN) & MASK
        words.append(mixed(state))
    return words[0], words[1], words[2], words[3]


def streams(seed: int, owners: NDArray[np.uint64], *, number: int = 0) -> NDArray[np.uint64]:
    """Return :func:`stream_words` of many owners at once, ``uint64[n, 4]``."""
    state = _mixed_all(
        np.uint64(seed)
        ^ _mixed_all(owners + np.uint64(1))
        ^ np.uint64((number * STREAM_STEP) & MASK)
    )
    words = np.empty((len(owners), 4), dtype=np.uint64)
    for column in range(4):
        state = state + np.uint64(GOLDEN)
        words[:, column] = _mixed_all(state)
    return words


def _mixed_all(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    z = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def word(d: Stream) -> int:
    """Return the next 64 random bits."""
    s0, s1, s2, s3 = d.s0, d.s1, d.s2, d.s3
    total = (s0 + s3) & MASK
    out = ((((total << 23) & MASK) | (total >> 41)) + s0) & MASK
    shifted = (s1 << 17) & MASK
    s2 = s2 ^ s0
    s3 = s3 ^ s1
    d.s1 = s1 ^ s2
    d.s0 = s0 ^ s3
    d.s2 = s2 ^ shifted
    d.s3 = ((s3 << 45) & MASK) | (s3 >> 19)
    return out


def uniform(d: Stream) -> float:
    """Return a number from [0, 1), in steps of 2**-53."""
    return (word(d) >> 11) * TO_UNIT


def exponential(d: Stream) -> float:
    """Return a draw from the exponential distribution with mean 1."""
    return -math.log(1.0 - uniform(d))


def _layers() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Make the ziggurat's tables: acceptance bounds, widths, heights of the layers.

    Layer i reaches from 0 to x[i]; layer 0 holds the tail. A draw below ``bound[i]`` (of 2**52)
    lies under the curve without further looking.
    """
    edges = [EDGE]
    while len(edges) < 255:
        height = AREA / edges[-1] + math.exp(-0.5 * edges[-1] ** 2)
        edges.append(math.sqrt(-2.0 * math.log(height)))
    x = np.array([AREA / math.exp(-0.5 * EDGE**2), *edges])
    below = np.append(x[1:], 0.0)
    heights = np.append(1.0, np.exp(-0.5 * x[1:] ** 2))
    tables = (below / x * DEPTH, x / DEPTH, heights)
    for table in tables:
        table.setflags(write=False)
    return tables


BOUND, WIDTH, HEIGHT = _layers()


def normal(d: Stream) -> float:
    """Return a draw from the standard normal distribution (ziggurat, 256 layers)."""
    bits = word(d)
    layer = bits & 255
    depth = float(bits >> 12)
    x = depth * float(WIDTH[layer])
    if depth < float(BOUND[layer]):
        return -x if (bits >> 8) & 1 == 1 else x
    return edge_normal(d, bits)


def edge_normal(d: Stream, bits: int) -> float:
    """Finish a normal draw that fell outside the sure part of its layer (1 in 80)."""
    while True:
        layer = bits & 255
        depth = float(bits >> 12)
        x = depth * float(WIDTH[layer])
        sign = 1.0 - 2.0 * float((bits >> 8) & 1)
        if depth < float(BOUND[layer]):
            return sign * x
        if layer == 0:
            return sign * tail(d)
        low, high = float(HEIGHT[layer]), float(HEIGHT[(layer + 1) & 255])
        if low + uniform(d) * (high - low) < math.exp(-0.5 * x * x):
            return sign * x
        bits = word(d)


def tail(d: Stream) -> float:
    """Return a draw from the normal distribution beyond ``EDGE``."""
    while True:
        x = exponential(d) / EDGE
        y = exponential(d)
        if y + y > x * x:
            return EDGE + x
