"""The toy rules that the scan's tests are worked out with.

The child is calm, crying or turned away; the caregiver warm, pushing, yelling or
mending. Crying while pushed opens, and so does yelling; calm with a warm or mending caregiver
closes; calm while pushed is self-regulation; turned away while pushed fades; warm and mend answer;
calm and warm is a match. All else is none of these.
"""

from __future__ import annotations

from dataclasses import replace

from reattune.kernels.ruptures import FIRST, Rules, scan

CALM, CRY, AWAY = range(3)
WARM, PUSH, YELL, MEND = range(4)


def cells(*pairs):
    return [[(child, other) in pairs for other in range(4)] for child in range(3)]


YELLS = tuple((child, YELL) for child in range(3))

RULES = Rules(
    opens=cells((CRY, PUSH), *YELLS),
    at_once=cells(),
    opener=[[FIRST] * 4] * 3,
    matches=cells((CALM, WARM)),
    answers=cells(*((child, other) for child in range(3) for other in (WARM, MEND))),
    closes=cells((CALM, WARM), (CALM, MEND)),
    self_regulates=cells((CALM, PUSH)),
    fades=cells((AWAY, PUSH)),
    harsh=[False] * 4,
    mends=[False] * 4,
    child_side=[True, False, False],
    caregiver_side=[True, False, False, True],
    min_duration=10,
    hold=5,
    self_hold=7,
    fade_hold=7,
    wait=0,
    tie=0,
)
YELLING = replace(
    RULES,
    at_once=cells(*YELLS),
    harsh=[False, False, True, False],
    mends=[False, False, False, True],
    wait=20,
)


def stretch(*parts, start=0):
    """Lay (length, child, caregiver) end to end; length 0 is a point."""
    pairs = []
    for length, child, caregiver in parts:
        pairs.append((start, start + length, child, caregiver))
        start += length
    return pairs


def only(*parts, rules=RULES, **changes):
    (found,) = scan(stretch(*parts), replace(rules, **changes))
    return found


def onsets(*parts, rules=RULES, **changes):
    return [found.onset for found in scan(stretch(*parts), replace(rules, **changes))]
