"""The main job on real files, with numbers worked by hand or counted independently."""

from __future__ import annotations

import csv
import re
from itertools import pairwise

import pytest

from reattune.episodes import find_episodes, fitting_definitions
from reattune.record import length
from reattune.study import analyse, read, read_all, read_paths

MANGOLD = (
    "data/mangold-interact/findstructureintime__Time-Series-Analysis/Module_1_Basics/data/"
    "mangold_3367goodman.csv"
)
CT_SAMPLE = "data/eaf/marisacasillas__chattr-basic/test_files/AltELAN-raw/CT_sample1.eaf"
LENA_DAY = "data/its/HomeBankCode__lena-its-tools/Example/e20160420_165405_010572.its"
VTC = "data/rttm/LAAC-LSCP__ChildProject/tests/data/vtc.rttm"
VCM = "data/rttm/LAAC-LSCP__ChildProject/tests/data/vcm.rttm"
ATTENTION = "data/datavyu-csv/sradwan15__parenting_obs/parenting_obs_e2/joint_attention"
ATTACHMENT = "data/dyad-seq/cran__ConNEcT/data/derived-csv/AttachmentData__AttachmentData.csv"


def short(episodes):
    return [(e.onset / 1000, e.ended_at / 1000, e.outcome, e.repaired_by) for e in episodes]


def test_interact_mother_and_infant(shared):
    """Worked by hand from the export, in seconds after 2325 (the start of the session).

    Infant W until 75.64, N 75.68-85.76, not codable 85.80-113.40. Mother -1 72.68-75.56, 1
    75.60-77.16, 0 77.20-82.48, 1 82.52-88.32. Second by second: 75 both negative (a match); 76
    neutral against positive (a rupture); 77 both neutral: repaired after 1 s, by the mother, who
    changed. 83 she is positive again (a rupture); at 86 the infant cannot be seen: censored.
    Later: infant N 182.72-188.28, mother positive from 184: from 184 until the infant is out of
    sight at 188. Infant W from 194.92 to 212.68, then N to 215.24; mother -1 in second 198, then 0,
    1, 0: unequal from 199 until both are neutral at 213, when the infant changed. At 214 she is
    positive; they stay unequal, but for shared negative seconds, until 254 (not codable).
    """
    session = read(shared(MANGOLD))
    assert session.end == 320_400
    assert session.provenance.source.rate == 25.0
    found = find_episodes(session, "match.affect")
    assert short(found) == [
        (76.0, 77.0, "repaired", "caregiver"),
        (83.0, 86.0, "censored", ""),
        (184.0, 188.0, "censored", ""),
        (199.0, 213.0, "repaired", "child"),
        (214.0, 254.0, "censored", ""),
    ]


def test_attachment_data(shared):
    """Worked by hand from the 90 rows of 2 s (row 0 first).

    Both are positive (and the child not also negative) in rows 0, 7-8, 35, 37, 68-69, 73 and 89.
    Leaving that at 2, 18, 72, 76, 140 and 148 s; back at 14, 70, 74, 136, 146 and 178 s. At 72 s
    only the mother changed, and she came back. At 14, 70, 146 and 178 s she was positive already
    or (rows 35, 73, 89) came in the same row or the one before.
    """
    (session,) = read_all(shared(ATTACHMENT), options={"interval": "2"})
    found = find_episodes(session, "match.positive")
    assert [(e.onset, e.ended_at) for e in found] == [
        (2_000, 14_000),
        (18_000, 70_000),
        (72_000, 74_000),
        (76_000, 136_000),
        (140_000, 146_000),
        (148_000, 178_000),
    ]
    assert found[2].repaired_by == "caregiver"
    assert {e.outcome for e in found} == {"repaired"}


def test_vcm_bids_and_answers(shared):
    """Worked by hand from the 20 rows.

    The child cries 16.991-20.511, sounds 29.342-32.516 and 32.771-32.992, cries 35.529-37.564.
    An adult is heard next at 20.363, 33.731 and 37.731; before each bid both were quiet. Between
    32.992 and 33.731 both are quiet for less than 5 s, so that bid is still open.
    Latencies: 3.372, 4.389 and 2.202 s.
    """
    (session,) = read_all(shared(VCM))
    found = find_episodes(session, "respond.vocal")
    assert [e.response_latency for e in found] == [3.372, 4.389, 2.202]
    assert {e.outcome for e in found} == {"repaired"}


def test_vtc_has_two_recordings(shared):
    """In the second recording a male adult ends 28,311... after the child's only sound: none."""
    first, second = read_all(shared(VTC))
    assert (first.name, second.name) == ("namibie_aiku_20160714_1", "namibie_aiku_20170315_2")
    rows = [line.split() for line in shared(VTC).read_text().splitlines()]
    child = sum(1 for row in rows if row[7] == "KCHI")
    counted = sum(e.code == "KCHI" for s in (first, second) for e in s.events)
    assert counted == child


def test_parent_and_child_utterances(shared):
    """CT_sample1: 153 + 72 utterances in one coded segment; every bid is answered in 5 s of quiet.

    The reader's rows equal ELAN's own tab export (tested beside the reader). Here an independent
    count: bids are child onsets in the segment while no parent utterance goes on, the first of
    each exchange; a simple loop over both tiers' times gives the same number and latencies.
    """
    session = read(shared(CT_SAMPLE))
    found = find_episodes(session, "respond.vocal")
    kid = [(e.onset, e.offset) for e in session.events.of("child", "voice")]
    adult = [(e.onset, e.offset) for e in session.events.of("caregiver", "voice")]
    expected, busy_until, last = [], -1, -1
    for onset, _ in kid:
        touching = onset == last
        last = max(o for a, o in kid if a <= onset)
        if onset < busy_until or touching or any(a <= onset < b for a, b in adult):
            continue
        answer = min((a for a, _ in adult if a > onset), default=None)
        expected.append((onset, answer))
        busy_until = answer
    assert [(e.onset, e.answered_at) for e in found] == expected


def test_lena_day(shared):
    """12,732 segments without a gap across the recorder's pause; cries end in answers or not.

    Counted from the text: near child and near adult segments, and cries inside the child's.
    Overlapping sound may hold the child's voice: that time is missing, not quiet.
    """
    path = shared(LENA_DAY)
    session = read(path)
    text = path.read_text(encoding="utf-8")
    spoken = re.findall(r'<Segment spkr="(\w+)"', text)
    assert len(spoken) == 12_732
    adults = len(session.events.of("caregiver", "voice"))
    assert adults == spoken.count("FAN") + spoken.count("MAN")
    assert session.end == 22_575_050
    overlap = re.findall(r'spkr="OL[NF]"[^>]*? startTime="PT([\d.]+)S" endTime="PT([\d.]+)S"', text)
    unknown = sum(round(float(b) * 1000) - round(float(a) * 1000) for a, b in overlap)
    assert length(session.observed("child")) == 22_575_050 - unknown
    assert session.observed("caregiver") == ((0, 22_575_050),)
    assert any(f.kind == "recorder_paused" for f in session.findings)
    assert fitting_definitions(session)[0] == "resolve.cry"
    found = find_episodes(session, "respond.prompt")
    cries = [e for e in session.events.of("child", "voice") if e.state == "distress"]
    assert {e.onset for e in found} <= {c.onset for c in cries}
    assert len(found) > 100
    assert found.count("repaired") + found.count("faded") + found.count("censored") == len(found)


@pytest.mark.parametrize("name", ["022619_1", "011118_1", "101818_4"])
def test_joint_attention(shared, name):
    """Between two cells the pair is apart; leaving joint attention for 1 s or more is a rupture.

    Expected from the file alone: the gaps between cells of passive or coordinated attention.
    """
    path = shared(f"{ATTENTION}/data/{name}.csv")
    with path.open(encoding="utf-8-sig") as lines:
        cells = sorted(
            (int(row["JointAttention.onset"]), int(row["JointAttention.offset"]))
            for row in csv.DictReader(lines)
            if "1" in (row["JointAttention.pJA"].strip(), row["JointAttention.cJA"].strip())
        )
    gaps = [(a[1], b[0]) for a, b in pairwise(cells) if b[0] - a[1] >= 1_000]
    found = find_episodes(read(path), "repair.latency.synchrony")
    assert [(e.onset, e.ended_at) for e in found] == gaps


def test_all_joint_attention_sessions_are_measured(shared):
    """84 sessions at once: pooled measures, nothing refused; one cell runs backwards (counted)."""
    reading = read_paths([shared(f"{ATTENTION}/data")])
    assert len(reading.sessions) == 84
    assert not reading.failures
    result = analyse(reading)
    assert not result.failures
    backwards = [f for s in reading.sessions for f in s.findings if f.kind == "reversed"]
    assert sum(f.count for f in backwards) == 1
    assert result.measures[0]["repair_latency"].value is not None


def test_boris_project_without_a_dyad_says_so(shared):
    """Its subjects are `subject1` and `subject2`: whose they are, only a codebook can say."""
    reading = read_paths([shared("data/boris/olivierfriard__BORIS/tests/files/test.boris")])
    assert not reading.sessions
    empty = [f for f in reading.failures if "no rows" in str(f)]
    assert [f.where for f in empty] == ["test: observation without events", "test: 2 video avi"][
        ::-1
    ]
    assert all("--draft" in str(f) for f in reading.failures if f not in empty)


def test_boris_project_under_a_codebook_of_its_own(shared, tmp_path):
    """Observation #1: subject1 does `s` 3.3-7.75, 9.9-16.2, 18.35-24.475; subject2 38.425-46.1.

    Taken as child distress and caregiver soothing, with rest: three bouts, the first response
    comes at 38.425 s; it ends only the third bout if bouts that end unanswered fade after 5 s:
    7.75 + 2.15 s of quiet < 5, 16.2 + 2.15 < 5, so all three are one bout open since 3.3 s; at
    24.475 + 5 s it fades.
    """
    book = tmp_path / "b.toml"
    book.write_text(
        'id = "b"\ntitle = "b"\nsource = "made for this test"\n'
        '[[track]]\nsubject = "subject1"\nrole = "child"\ntrack = "voice"\nrest = "quiet"\n'
        '[track.codes]\n"s" = "distress"\n'
        '[[track]]\nsubject = "subject2"\nrole = "caregiver"\ntrack = "engagement"\n'
        'rest = "neutral"\n[track.codes]\n"s" = "soothe"\n'
    )
    sessions = read_paths(
        [shared("data/boris/olivierfriard__BORIS/tests/files/test.boris")], codebook=str(book)
    ).sessions
    one = next(s for s in sessions if s.name.endswith("observation #1"))
    found = find_episodes(one, "respond.prompt")
    assert [(e.onset, e.ended_at, e.outcome) for e in found] == [(3_300, 24_475, "faded")]


def test_a_recording_in_which_the_child_is_never_near_still_has_a_child(shared):
    """64 near adult segments, none of the near child (only far ones): the child was quiet."""
    session = read(shared("data/its/HomeBankCode__rlena/tests/test.its"))
    text = shared("data/its/HomeBankCode__rlena/tests/test.its").read_text(encoding="utf-8")
    adults = len(re.findall(r'<Segment spkr="(?:FAN|MAN)"', text))
    assert '<Segment spkr="CHN"' not in text
    assert len(session.events.of("caregiver", "voice")) == adults == 64
    assert session.track("child", "voice").rest == "quiet"
    assert len(find_episodes(session, "resolve.cry")) == 0
