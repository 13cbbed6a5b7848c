"""The two example scenes: every episode worked out by hand from the coded rows.

A rupture of `misattunement` opens when the child is averted, in protest or distress while the
parent stimulates, is still or hostile for a second. A rupture of `conflict` opens with the
parent's first hostile moment, and wants a mend.
"""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from reattune.episodes import find_episodes
from reattune.formats import load
from reattune.record import build_session, choose_codebook, load_codebook

SCENES = files("reattune.cli") / "scenes"


def scene(name):
    """Read one scene with the codebook that is chosen for it."""
    (coding,) = load(str(SCENES / name))
    book, _ = choose_codebook(coding)
    assert book.id == "scenes"
    return build_session(coding, book)


@pytest.fixture(scope="module")
def rattle():
    return scene("rattle.eaf")


@pytest.fixture(scope="module")
def angry_child():
    return scene("angry-child.boris")


def told(session, definition):
    """Onset, answers, end and outcome of each episode."""
    return [
        (e.onset, e.attempts, e.ended_at, e.outcome) for e in find_episodes(session, definition)
    ]


def test_rattle_ruptures(rattle):
    """Six ruptures.

    1. 8.42 look away, toy shown until 10.12 (1.70 s); wait 10.12 answers; watch 11.15 closes.
    2. 27.31 look away, tickled; smile 30.84 closes (a tickled baby that smiles is in play).
    3. 44.02 look away while talked to: nothing. 44.64 toy shown: opens. 47.53 watch, the toy stays
       until 50.23, 2.70 s > 2: the baby came back alone.
    4. 61.24 look away, rattle. 66.71-68.13 watch, rattle: 1.42 s < 2, not yet over. 75.43 wait,
       88.35 wait, 96.11 soothe: three answers, two failed. 124.26 watch, held: closes.
    5. 171.02 look away, rattle until 172.46 (1.44 s): wait answers; watch 173.84 closes.
    6. 214.61 look away, toy shown, to the end at 221.48: not known.

    200.09 look away while talked to or waited for: no rupture.
    """
    assert told(rattle, "misattunement") == [
        (8_420, (10_120,), 11_150, "repaired"),
        (27_310, (), 30_840, "repaired"),
        (44_640, (), 47_530, "self_regulated"),
        (61_240, (75_430, 88_350, 96_110), 124_260, "repaired"),
        (171_020, (172_460,), 173_840, "repaired"),
        (214_610, (), 221_480, "censored"),
    ]


def test_rattle_latencies(rattle):
    """Repair: 11.15 - 8.42, 30.84 - 27.31, 124.26 - 61.24, 173.84 - 171.02.

    First answer: 10.12 - 8.42, none, none, 75.43 - 61.24, 172.46 - 171.02, none.
    """
    episodes = find_episodes(rattle, "misattunement")
    assert [e.repair_latency for e in episodes] == [2.73, 3.53, None, 63.02, 2.82, None]
    assert [e.response_latency for e in episodes] == [1.70, None, None, 14.19, 1.44, None]
    assert {e.opened_by for e in episodes} == {"caregiver"}


def test_rattle_who_mended(rattle):
    """The parent stopped first in 1, 4 and 5 (10.12 < 11.15, 96.11 < 124.26, 172.46 < 173.84).

    In 2 the tickling went on when the baby smiled again: the child mended.
    """
    assert [e.repaired_by for e in find_episodes(rattle, "misattunement")] == [
        "caregiver",
        "child",
        "",
        "caregiver",
        "caregiver",
        "",
    ]


def test_rattle_the_cry(rattle):
    """Cry 83.56-110.34, then fuss until 118.72: calm from 118.72, in the parent's arms.

    The fuss before it, 74.92, starts unanswered (rattle). The waits of 75.43 and 88.35 are no
    response to a fuss or cry in this definition; soothing at 96.11 is: 21.19 s.
    """
    assert told(rattle, "resolve.cry") == [(83_560, (96_110,), 118_720, "repaired")]
    assert told(rattle, "respond.prompt") == [(74_920, (96_110,), 96_110, "repaired")]


def test_rattle_is_no_conflict(rattle):
    """Nobody yells."""
    assert told(rattle, "conflict") == []


def test_angry_child_conflicts(angry_child):
    """Three ruptures.

    1. 24.83 sharp words; calm limit 26.92 answers; the child argues until 33.52, then is engaged.
       8 s later, at 41.52, still no mend: it faded at 33.52.
    2. 69.80 yell. Comfort 126.34 answers and goes over into the first apology (139.51); after
       listening the second (149.20) and third (160.12) answer. The child cries until 166.38, then
       neither is negative for 3 s; the apology of 139.51 came after the last yell: mended at
       166.38. The fourth step at 171.02 is after the end.
    3. 291.22 sharp words until 292.61; quick sorry 293.04: mended there.
    """
    assert told(angry_child, "conflict") == [
        (24_830, (26_920,), 33_520, "faded"),
        (69_800, (126_340, 149_200, 160_120), 166_380, "repaired"),
        (291_220, (293_040,), 293_040, "repaired"),
    ]
    episodes = find_episodes(angry_child, "conflict")
    assert [e.repaired_by for e in episodes] == ["", "caregiver", "caregiver"]
    assert [e.repair_latency for e in episodes] == [None, 96.58, 1.82]
    assert [e.phase for e in episodes] == ["homework", "homework", "do-over"]


def test_angry_child_misattunement(angry_child):
    """24.83 and 69.80 also override a protest; a calm limit is no answer here, a pause is.

    The first closes when the child is engaged, 33.52. The second: the parent steps away until
    98.47 and breathes then, one long answer up to the apology; averted 166.38, engaged 174.05.
    """
    assert told(angry_child, "misattunement") == [
        (24_830, (), 33_520, "repaired"),
        (69_800, (98_470,), 174_050, "repaired"),
    ]


def test_angry_child_the_faded_one_is_mended_late(angry_child):
    """What faded at 33.52 meets the first apology at 139.51: 114.68 s after its onset."""
    (late,) = find_episodes(angry_child, "late_repair")
    assert (late.onset, late.ended_at, late.outcome) == (24_830, 139_510, "repaired")
    assert late.repair_latency == 114.68


def test_what_could_not_be_seen_is_missing(rattle, angry_child):
    """The baby is hidden 133.01-135.64 of 221.48 s, the child 205.02-209.33 of 338.20 s."""
    seen = rattle.track("child", "engagement").observed
    assert seen == ((0, 133_010), (135_640, 221_480))
    seen = angry_child.track("child", "engagement").observed
    assert seen == ((0, 205_020), (209_330, 338_200))


def test_nothing_is_left_over(rattle, angry_child):
    """Only the phase rows are no events; the one point event is the pencil."""
    for session in (rattle, angry_child):
        assert {f.kind for f in session.findings} == {"phase_rows"}
    assert [(e.code, e.onset) for e in angry_child.events if e.onset == e.offset] == [
        ("throws pencil", 63_240)
    ]
    assert [p.name for p in rattle.phases] == ["free play", "play again"]
    assert [p.name for p in angry_child.phases] == ["homework", "do-over"]


def test_the_key_explains_every_code_and_its_state(rattle, angry_child):
    key = (SCENES / "KEY.md").read_text("utf-8")
    rows = {
        (c.strip(), s.strip()) for c, s in re.findall(r"\| [^|]+\|([^|]+)\|[^|]+\|([^|]+)\|", key)
    }
    used = {(e.code, e.state) for s in (rattle, angry_child) for e in s.events}
    assert used <= rows
    coded = {pair for rule in load_codebook("scenes").rules for pair in rule.codes}
    assert coded == {pair for pair in used if pair[1] != "missing"}


def test_annotations_stand_on_slots_of_their_own():
    """ELAN wants every id once, and every slot that an annotation names."""
    text = (SCENES / "rattle.eaf").read_text("utf-8")
    slots = re.findall(r'TIME_SLOT_ID="(\w+)"', text)
    named = re.findall(r'TIME_SLOT_REF[12]="(\w+)"', text)
    ids = re.findall(r'ANNOTATION_ID="(\w+)"', text)
    assert sorted(slots) == sorted(set(named))
    assert len(slots) == len(set(slots)) == 2 * len(ids)
    assert len(ids) == len(set(ids)) == 50
