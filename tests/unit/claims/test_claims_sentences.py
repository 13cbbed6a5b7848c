"""What a parent reads says what the numbers say, in plain words."""

from __future__ import annotations

import re

import pytest

from reattune.claims.contrasts import CLAIMS
from reattune.claims.sentences import COMPARED, PLAIN, sentences
from reattune.claims.verdict import Judgement, Trial

WORDS = {
    "holds": ["supported", "supported"],
    "holds partly": ["supported", "not supported"],
    "fails": ["not supported", "opposite"],
    "not testable": ["not testable", "not testable"],
}


def given_trials(predicted, outcomes=("S", "F"), **more):
    return [
        Trial(
            contrast="a against b", outcome=outcome, predicted=predicted, draws=137, share=1.0,
            share_low=0.9, share_high=1.0, median=0.1, median_low=0.1, median_high=0.1,
            smallest=0.02, **more,
        )
        for outcome in outcomes
    ]  # fmt: skip


def said(claim, word, words, *, calibrated=True, predicted=None):
    judged = Judgement(word, tuple(words), ("",) * len(words))
    given = given_trials(predicted or claim.predicted, "SFVGR"[: len(words)])
    return sentences(claim.id, given, judged, calibrated=calibrated)


def grade(text):
    """Flesch-Kincaid; syllables as groups of vowels, a silent e taken off."""
    words = re.findall(r"[A-Za-z]+|\d+", text)
    syllables = 0
    for word in words:
        groups = len(re.findall(r"[aeiouy]+", word.lower()))
        silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
        syllables += max(1, groups - silent)
    stops = len(re.findall(r"[.:](?:\s|$)", text))
    return 0.39 * len(words) / stops + 11.8 * syllables / len(words) - 15.59


def test_the_grade_is_one_that_tells_hard_from_plain():
    assert grade("The cat sat on the mat.") < 1
    assert grade("Heterogeneous configurations necessitate sophisticated considerations.") > 20


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("calibrated", [True, False])
def test_two_plain_sentences_for_every_word(claim, word, calibrated):
    words = WORDS[word]
    if claim.predicted == "1:1":
        words = ["not supported" if w == "opposite" else w for w in words]
    told = said(claim, word, words, calibrated=calibrated)
    assert len(told) == 2
    for text in told:
        assert text.endswith(".")
        assert grade(text) <= 8, (grade(text), text)
        assert "imperfect" not in text
        assert "better" not in text
    assert told[0] == f"In 137 made-up worlds {COMPARED[claim.id]}."
    if calibrated:
        assert told[1].startswith(f"{words.count('supported')} of 2 tests ")
    else:
        assert "not fit real life" in told[1]


def test_each_word_ends_as_it_should():
    claim = CLAIMS[0]
    assert said(claim, "holds", WORDS["holds"])[1].endswith("it holds.")
    assert said(claim, "fails", WORDS["fails"])[1].endswith("it fails.")
    assert said(claim, "holds partly", WORDS["holds partly"])[1].endswith("it holds in part.")
    assert "too wide" in said(claim, "not testable", WORDS["not testable"])[1]


def test_what_went_the_other_way_is_told():
    words = ["supported", "opposite", "opposite"]
    gain = said(CLAIMS[0], "holds partly", words)[1]
    none = said(CLAIMS[5], "holds partly", words)[1]
    assert gain.startswith("1 of 3 tests fit the claim (calming down) and 2 went the other way,")
    assert none.startswith(
        "1 of 3 tests showed no gain that counts (calming down) and 2 showed one,"
    )


@pytest.mark.parametrize("places", [(0,), (1, 3), (0, 1, 2, 4), (0, 1, 2, 3, 4)])
def test_outcomes_that_went_the_way_are_named_and_no_others(places):
    words = ["supported" if place in places else "not supported" for place in range(5)]
    text = said(CLAIMS[0], "holds partly", words)[1]
    named = [letter for letter in "SFVGR" if PLAIN[letter] in text]
    if len(places) == 5:
        assert "with one change to the model not all did" in text
        assert named == []
    else:
        assert named == ["SFVGR"[place] for place in places]
    assert grade(text) <= 8, (grade(text), text)


def test_an_outcome_that_did_in_one_contrast_only_is_not_named():
    given = given_trials("+", ("S", "S"))
    judged = Judgement("holds partly", ("supported", "not supported"), ("", ""))
    text = sentences("i", given, judged, calibrated=True)[1]
    assert PLAIN["S"] not in text
    assert "none of them each time" in text


def test_what_is_so_by_definition_is_not_counted():
    given = [*given_trials("1:1", ("R", "F")), *given_trials("1:1", ("W",), defined=True)]
    judged = Judgement("fails", ("not supported", "not supported", "not testable"), ("", "", "x"))
    assert "0 of 2 tests" in sentences("iii", given, judged, calibrated=True)[1]
