"""What is contested, and what the words on the page mean: fixed texts, in plain words."""

from __future__ import annotations

CONTESTED = (
    "That a healthy pair is matched only about 30 % of the time is often repeated, but it is "
    "contested: other accounts say 30 to 50 %, the share hangs on what counts as a match, and the "
    "early studies it is traced to give no such constant; nor is it settled whether prompt answers "
    "lessen crying, or whether repair itself, rather than sensitive care around it, is what "
    "matters for how a child does.",
    "There is no pass mark in these numbers: 5 to 1 comes from couples in conflict, 2.9 to 1 has "
    "been discredited, and in one study of 976 families warmth did not offset harsh words.",
)
"""The two sentences on contested evidence."""

NOT_MEANT = (
    "This page describes the recorded time. It is no score of a child or a parent, and no "
    "diagnosis: ruptures are an ordinary part of being together."
)

OUTCOME_MEANINGS = {
    "repaired": "the two came back together as the definition asks",
    "self_regulated": "the child settled while the caregiver had not come back",
    "faded": "it ended without what the definition asks for",
    "censored": "the recording, the phase or codable time ended first; how it went on is unknown",
    "unrepaired": "it was still open when the definition stops waiting",
}
"""What each outcome means, one clause each."""

VERDICT_WORDS = {
    "holds": "all of the 95 % interval lies above the reference",
    "does not hold": "all of it lies below",
    "undecided": "the reference lies inside the interval",
    "not enough evidence": "fewer than 5 ruptures, or no interval",
}
"""What each word of the verdict means."""
