"""Two plain sentences on each claim, for a parent: what was compared, and what came out.

They say no more than the numbers: how many tests fit the claim, in how many made-up worlds (random
draws), for which outcomes, and the word. Nothing is called good or bad.
"""

from __future__ import annotations

from collections.abc import Sequence

from .verdict import FAILS, HOLDS, OPPOSITE, PARTLY, SUPPORTED, Judgement, Trial

PLAIN = {
    "S": "calming down",
    "F": "trust",
    "V": "voice",
    "G": "know-how",
    "R": "bouncing back",
}
"""Outcomes in a word or two."""

COMPARED = {
    "i": "we set a carer who sees most signs next to one who sees all and one who sees few; all "
    "mend",
    "ii": "we set a carer who soon mends each rift next to one who never does",
    "iii": "we asked if learning drops once rifts take more time than warmth does",
    "iv": "we set a carer who answers in less than a second next to one who takes twelve",
    "v": "we set a carer who starts to mend late next to one who never starts",
    "vi": "we set a carer who makes one rift a minute on purpose next to one who does not",
}
"""What each claim compares."""

SAID = {"+": "fit the claim", "none": "showed no gain that counts", "1:1": "dropped there"}
"""What a supported test did."""

OTHER = {"+": "went the other way", "none": "showed one"}
"""What a test did whose word is ``opposite``."""


def sentences(
    claim_id: str, tests: Sequence[Trial], judged: Judgement, *, calibrated: bool
) -> tuple[str, str]:
    """Return what was compared, and what came out of it."""
    draws = max((test.draws for test in tests), default=0)
    compared = f"In {draws} made-up worlds {COMPARED[claim_id]}."
    if not calibrated:
        return compared, "The model does not fit real life well enough, so we can not say more yet."
    return compared, _outcome(tests, judged)


def _outcome(tests: Sequence[Trial], judged: Judgement) -> str:
    pairs = [(t, w) for t, w in zip(tests, judged.words, strict=True) if not t.defined]
    went = sum(word == SUPPORTED for _, word in pairs)
    against = sum(word == OPPOSITE for _, word in pairs)
    predicted = tests[0].predicted
    names = f" ({_which(pairs)})" if judged.word == PARTLY and went < len(pairs) else ""
    start = f"{went} of {len(pairs)} tests {SAID[predicted]}{names}"
    if against:
        start += f" and {against} {OTHER[predicted]}"
    endings = {
        HOLDS: ", so here it holds.",
        PARTLY: ", so here it holds in part."
        if went < len(pairs)
        else ", but with one change to the model not all did, so here it holds in part.",
        FAILS: ", so here it fails.",
    }
    return start + endings.get(judged.word, ", and the spread is too wide to say more.")


def _which(pairs: Sequence[tuple[Trial, str]]) -> str:
    """Name the outcomes that did in all their tests."""
    letters = dict.fromkeys(test.outcome for test, _ in pairs)
    full = [
        PLAIN[letter]
        for letter in letters
        if all(word == SUPPORTED for test, word in pairs if test.outcome == letter)
    ]
    return ", ".join(full) if full else "none of them each time"
