"""Each shipped codebook on the real files it is for; all numbers are counted without reattune.

The files are read here with regular expressions and `csv` alone, so that a reader's or a
codebook's slip cannot hide behind itself.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from reattune.errors import CodebookError
from reattune.formats import load
from reattune.record import build_session, choose_codebook, length

EAF = "data/eaf/marisacasillas__chattr-basic/test_files"
JOINT = "data/datavyu-csv/sradwan15__parenting_obs/parenting_obs_e2/joint_attention/data"


def read(path, **options):
    """Read a file's observations with the codebook that is chosen for each."""
    sessions = []
    for coding in load(str(path), options=options):
        book, _ = choose_codebook(coding)
        sessions.append(build_session(coding, book))
    return sessions


def merged(spans):
    """Total length of the union of spans."""
    total, until = 0, -1
    for onset, offset in sorted(spans):
        total += max(0, offset - max(onset, until))
        until = max(until, offset)
    return total


def cut(spans, windows):
    """The parts of spans that lie inside windows."""
    return [(max(a, c), min(b, d)) for a, b in spans for c, d in windows if max(a, c) < min(b, d)]


def time_in(session, person, track, state):
    events = session.events.of(person, track)
    return sum(e.offset - e.onset for e in events if e.state == state)


def counted(session, kind):
    return {f.where: f.count for f in session.findings if f.kind == kind}


def test_lena_hears_near_adults_and_the_childs_cries(shared):
    """Segments CHN and the cries in them (they never overlap), FAN and MAN, from the XML text."""
    path = shared("data/its/HomeBankCode__lena-its-tools/Example/e20160420_165405_010572.its")
    times = {"CHN": 0.0, "FAN": 0.0, "MAN": 0.0}
    cries = 0.0
    ends = [0.0]
    for tag in re.findall(r"<Segment [^>]*>", path.read_text("utf-8")):
        facts = dict(re.findall(r'(\w+)="P?T?([^"]*)"', tag))
        onset, offset = (float(facts[k].rstrip("S")) for k in ("startTime", "endTime"))
        ends.append(offset)
        if facts["spkr"] in times:
            times[facts["spkr"]] += offset - onset
        if facts["spkr"] == "CHN":
            n = 1
            while f"startCry{n}" in facts:
                cries += float(facts[f"endCry{n}"][:-1]) - float(facts[f"startCry{n}"][:-1])
                n += 1
    (session,) = read(path)
    assert session.codebook.id == "lena"
    assert time_in(session, "child", "voice", "distress") == round(1000 * cries)
    assert time_in(session, "child", "voice", "vocal") == round(1000 * (times["CHN"] - cries))
    adults = times["FAN"] + times["MAN"]
    assert time_in(session, "caregiver", "voice", "vocal") == round(1000 * adults)
    assert length(session.track("caregiver", "voice").observed) == round(1000 * max(ends))


def test_vcm_classes(shared):
    """All 20 rows by hand. CRY 3.520 + 2.035; NCS 3.174 + CNS 0.221; 3 CHI and 4 SPEECH ignored.

    Adults: MAL 1.065, 0.106; MAL 20.363-21.919 and FEM 21.011-21.970 together 1.607; FEM 1.318;
    FEM 2.730 with a MAL inside it; MAL 0.154; FEM 0.140: 7.120 s.
    """
    (session,) = read(shared("data/rttm/LAAC-LSCP__ChildProject/tests/data/vcm.rttm"))
    assert session.codebook.id == "vtc"
    assert time_in(session, "child", "voice", "distress") == 3_520 + 2_035
    assert time_in(session, "child", "voice", "vocal") == 3_174 + 221
    assert time_in(session, "caregiver", "voice", "vocal") == 7_120
    assert counted(session, "ignored_code") == {"SPEAKER": 7}


def test_vtc_another_child_is_not_the_key_child(shared):
    """The second recording has 4 MAL, 2 CHI (another child), 4 SPEECH, and no KCHI at all."""
    sessions = read(shared("data/rttm/LAAC-LSCP__ChildProject/tests/data/vtc.rttm"))
    first, second = sessions
    assert time_in(first, "child", "voice", "vocal") == 857
    assert time_in(first, "caregiver", "voice", "vocal") == 3_459
    assert second.events.of("child", "voice") == []
    assert second.track("child", "voice").rest == "quiet"
    assert len(second.events.of("caregiver", "voice")) == 4


def test_vtc_a_whole_day(shared):
    """10,060 rows of TEST.rttm: 1,505 KCHI; 586 CHI and 3,551 SPEECH are ignored."""
    path = shared("data/rttm/marisacasillas__chattr-basic/test_files/rttm/TEST.rttm")
    rows = [line.split() for line in path.read_text("utf-8").splitlines() if line.strip()]
    spans = {}
    for row in rows:
        onset = round(1000 * float(row[3]))
        spans.setdefault(row[7], []).append((onset, onset + round(1000 * float(row[4]))))
    (session,) = read(path)
    assert len(spans["KCHI"]) == 1_505
    assert time_in(session, "child", "voice", "vocal") == merged(spans["KCHI"])
    adults = merged(spans["FEM"] + spans["MAL"])
    assert time_in(session, "caregiver", "voice", "vocal") == adults
    assert counted(session, "ignored_code") == {"SPEAKER": 586 + 3_551}


def test_utterances_against_the_same_files_own_export(shared):
    """CT_sample1 beside ELAN's tab export: 153 and 72 utterances, one coded segment."""
    export = shared(f"{EAF.replace('data/eaf', 'data/elan-tab')}/AltELAN-tabular/CT_sample1.txt")
    rows = [line.split("\t") for line in export.read_text("utf-8").splitlines()]
    spans = {}
    for tier, _, onset, offset, *_ in rows:
        spans.setdefault(tier, []).append((int(onset), int(offset)))
    (session,) = read(shared(f"{EAF}/AltELAN-raw/CT_sample1.eaf"))
    assert session.codebook.id == "utterances"
    assert session.track("child", "voice").observed == tuple(spans["Coded Segment"])
    for person, tier in (("child", "Child Utterances"), ("caregiver", "Parent Utterances")):
        inside = cut(spans[tier], spans["Coded Segment"])
        assert time_in(session, person, "voice", "vocal") == merged(inside)


def aligned(path):
    """Spans of a file's alignable annotations by tier, from the XML alone."""
    root = ET.parse(path).getroot()  # noqa: S314 (a file of our own collection)
    slots = {s.get("TIME_SLOT_ID"): int(s.get("TIME_VALUE", -1)) for s in root.iter("TIME_SLOT")}
    return {
        tier.get("TIER_ID"): [
            (slots[a.get("TIME_SLOT_REF1")], slots[a.get("TIME_SLOT_REF2")])
            for a in tier.iter("ALIGNABLE_ANNOTATION")
        ]
        for tier in root.iter("TIER")
    }


def test_aclew_counts_only_inside_the_annotated_clips(shared):
    """20 clips of a daylong recording; CHI, FA1, MA1 are counted, UC1 and 7 other tiers skipped."""
    path = shared("data/eaf/LAAC-LSCP__ChildProject/tests/data/eaf_any_tier.eaf")
    spans = aligned(path)
    clips = spans["code_random"]
    (session,) = read(path)
    assert session.codebook.id == "aclew"
    assert len(clips) == 20
    assert length(session.track("child", "voice").observed) == merged(clips)
    assert time_in(session, "child", "voice", "vocal") == merged(cut(spans["CHI"], clips))
    adults = merged(cut(spans["FA1"] + spans["MA1"], clips))
    assert time_in(session, "caregiver", "voice", "vocal") == adults
    assert counted(session, "skipped_tier")["UC1"] == len(spans["UC1"]) == 1
    assert counted(session, "unmapped_tier") == {}


def test_aclew_a_child_who_says_nothing_is_quiet_not_absent(shared):
    """20 adult utterances in 4 clips, tier CHI empty: the child was heard to be quiet for 92 s."""
    path = shared(f"{EAF}/AAS-raw/test-interaction-noCHI.eaf")
    (session,) = read(path)
    assert merged(aligned(path)["code"]) == 92_000
    assert session.events.of("child", "voice") == []
    assert length(session.track("child", "voice").observed) == 92_000
    assert len(session.events.of("caregiver", "voice")) == 20


def joint_time(path):
    """Milliseconds of passive or coordinated joint attention; backward cells hold none."""
    with path.open(newline="", encoding="utf-8-sig") as lines:
        cells = list(csv.DictReader(lines))
    return merged(
        (int(c["JointAttention.onset"]), int(c["JointAttention.offset"]))
        for c in cells
        if "1" in (c["JointAttention.pJA"].strip(), c["JointAttention.cJA"].strip())
        and int(c["JointAttention.onset"]) < int(c["JointAttention.offset"])
    )


def test_joint_attention_in_all_sessions(shared):
    """84 sessions: both are `joint` during pJA or cJA, and `apart` else, failed bids included."""
    paths = sorted(shared(JOINT).glob("*.csv"))
    assert len(paths) == 84
    wrong = {}
    for path in paths:
        (session,) = read(path)
        times = [time_in(session, who, "attention", "joint") for who in ("child", "caregiver")]
        if times != [joint_time(path)] * 2 or session.codebook.id != "joint-attention":
            wrong[path.name] = times
    assert wrong == {}


def test_a_failed_bid_is_not_joint_attention(shared):
    """022619_1, sixth of 19 cells, 47.091-49.533: pJA 0, cJA 0, bids 1. The two are apart then."""
    (session,) = read(shared(f"{JOINT}/022619_1.csv"))
    for person in ("child", "caregiver"):
        (observed,) = session.track(person, "attention").observed
        assert observed[0] < 47_091
        assert observed[1] > 49_533
        events = session.events.of(person, "attention")
        assert not [e for e in events if e.onset < 49_533 and e.offset > 47_091]
    assert session.track("child", "attention").rest == "apart"
    assert counted(session, "skipped_tier") == {"JointAttention.bids": 19}


def test_interact_infant_affect_to_the_next_code(shared):
    """A code lasts until the next begins (one frame is missing between them); U is missing."""
    folder = "data/mangold-interact/findstructureintime__Time-Series-Analysis/Module_1_Basics/data"
    path = shared(f"{folder}/mangold_3367goodman.csv")
    with path.open(newline="", encoding="utf-8-sig") as lines:
        rows = list(csv.DictReader(lines))
    start = float(rows[0]["Onset_Time"])
    infant = [
        (round(1000 * (float(r["Onset_Time"]) - start)), r["Infant Affect"])
        for r in rows
        if r["Infant Affect"] or r["Infant Problem Data"]
    ]
    end = max(float(r["Offset_Time"]) for r in rows if r["Infant Affect"]) - start
    times = Counter()
    bounds = [onset for onset, _ in infant[1:]] + [round(1000 * end)]
    for (onset, code), offset in zip(infant, bounds, strict=True):
        times[code] += max(0, offset - onset)
    (session,) = read(path)
    assert session.codebook.id == "interact-affect"
    assert Counter(r["Infant Affect"] for r in rows)["W"] == 11
    assert time_in(session, "child", "affect", "negative") == pytest.approx(times["W"], abs=80)
    assert time_in(session, "child", "affect", "neutral") == pytest.approx(times["N"], abs=80)
    assert time_in(session, "child", "affect", "positive") == times["A"] == 0
    assert length(session.track("child", "affect").observed) == pytest.approx(
        times["W"] + times["N"], abs=80
    )


def test_columns_of_0_and_1(shared):
    """90 rows of 2 s. The child is positive where Cpos stands without Cneg, and so on."""
    name = "AttachmentData"
    path = shared(f"data/dyad-seq/cran__ConNEcT/data/derived-csv/{name}__{name}.csv")
    with path.open(newline="", encoding="utf-8-sig") as lines:
        rows = [{k: v == "1" for k, v in row.items()} for row in csv.DictReader(lines)]
    (session,) = read(path, interval="2")
    assert session.codebook.id == "mother-child-problem-solving"
    assert len(rows) == 90
    child = {
        "protest": sum(r["Cneg"] for r in rows),
        "positive": sum(r["Cpos"] and not r["Cneg"] for r in rows),
    }
    mother = {
        "hostile": sum(r["Mneg"] for r in rows),
        "positive": sum(r["Mpos"] and not r["Mneg"] for r in rows),
    }
    for person, numbers in (("child", child), ("caregiver", mother)):
        for state, count in numbers.items():
            assert time_in(session, person, "engagement", state) == 2_000 * count


@pytest.mark.parametrize(
    "path",
    [
        "opf/databrary__datavyu-docs/source/resources/DatavyuSampleSpreadsheet.opf",
        "opf/iamamutt__datavyur/inst/datavyu/dyad1.opf",
        "eaf/cidles__poio-api/example_data/example.eaf",
    ],
)
def test_what_no_shipped_codebook_knows_is_not_guessed(shared, path):
    coding = load(str(shared(f"data/{path}")))[0]
    with pytest.raises(CodebookError, match=r"--draft my\.toml"):
        choose_codebook(coding)
