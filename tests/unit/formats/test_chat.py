"""CHAT: time marks, roles, codes in and below utterances; what has no time is said, not guessed."""

from __future__ import annotations

import pytest

from reattune.errors import CodebookError, FormatError, RecordError
from reattune.formats.chat import FORMAT
from reattune.formats.contract import Raw
from reattune.record import Phase, build_session, choose_codebook, load_codebook

HEAD = (
    "@UTF8\n@Begin\n@Participants:\tCHI Anna Target_Child, MOT Berta Mother, SIS Sister\n"
    "@ID:\teng|c|CHI|1;06.15|female|||Target_Child|||\n@Media:\tvisit7, video\n"
)


def read(body, head=HEAD, end="@End\n", encoding="utf-8"):
    (coding,) = FORMAT.parse(Raw("visit.cha", (head + body + end).encode(encoding)))
    return coding


def mark(onset, offset):
    return f"\x15{onset}_{offset}\x15"


def facts(coding, tier=None):
    return [
        (r.tier, r.subject, r.code, r.onset, r.offset)
        for r in coding.rows
        if tier in {None, r.tier}
    ]


def kinds(coding):
    return {(f.kind, f.count, f.rows) for f in coding.findings}


def test_an_utterance_with_its_codes():
    """The main line, an event, a note and a postcode have the time of the bullet."""
    coding = read(f"*CHI:\t&=cries no [=! whining] . [+ nc] {mark(500, 1750)}\n")
    assert facts(coding) == [
        ("utterance", "CHI Target_Child", "&=cries no [=! whining] . [+ nc]", 500, 1750),
        ("event", "CHI Target_Child", "cries", 500, 1750),
        ("paralinguistic", "CHI Target_Child", "whining", 500, 1750),
        ("postcode", "CHI Target_Child", "nc", 500, 1750),
    ]
    assert {row.where for row in coding.rows} == {"line 6"}
    assert (coding.source.unit, coding.source.origin) == ("ms", "start of the media")
    assert [medium.name for medium in coding.media] == ["visit7"]
    assert (coding.window, coding.untimed, coding.findings) == (None, "", ())


def test_names_and_dates_are_not_carried_on():
    """1;06.15 is 18 months and 15 of 30.4375 days; a name and a date stand nowhere."""
    dates = "@Birth of CHI:\t02-MAR-2001\n@Date:\t16-SEP-2002\n@Comment:\tborn 02-MAR-2001\n"
    coding = read(f"*CHI:\tda . {mark(0, 1)}\n", HEAD + dates)
    assert coding.ages_months == {"CHI Target_Child": pytest.approx(18 + 15 / 30.4375)}
    text = repr(coding)
    for secret in ("Anna", "Berta", "2001", "2002", "MAR-", "SEP-"):
        assert secret not in text


def test_an_age_from_two_dates():
    """2 March 2001 to 16 September 2002: 563 days, 18.5 months of 30.4375 days."""
    head = HEAD.replace("1;06.15", "") + "@Birth of CHI:\t02-MAR-2001\n@Date:\t16-SEP-2002\n"
    assert read(f"*CHI:\tda . {mark(0, 1)}\n", head).ages_months == {
        "CHI Target_Child": pytest.approx(563 / 30.4375)
    }


def test_ages_that_cannot_be_read_are_counted():
    head = HEAD.replace("1;06.15", "about two")
    coding = read(f"*CHI:\tda . {mark(0, 1)}\n", head)
    assert coding.ages_months == {}
    assert kinds(coding) == {("unread_age", 1, 0)}


def test_lines_go_on_and_tiers_keep_their_name():
    body = (
        f"*MOT:\tlook\n\there . {mark(100, 900)}\n%spa:\t$x:dhs $i:RP\n%add:   CHI\n"
        "%com:\tpoints at\n\tthe shelf\n"
    )
    assert facts(read(body))[1:] == [
        ("%spa", "MOT Mother", "$x:dhs", 100, 900),
        ("%spa", "MOT Mother", "$i:RP", 100, 900),
        ("%add", "MOT Mother", "CHI", 100, 900),
        ("%com", "MOT Mother", "points at the shelf", 100, 900),
    ]


def test_tiers_with_time_marks_of_their_own():
    """Each stretch has the mark behind it; what has none has the utterance's time."""
    body = f"*CHI:\tda . {mark(0, 5000)}\n%act:\tpoints {mark(10, 20)} runs {mark(30, 40)} sits\n"
    assert facts(read(body), "%act") == [
        ("%act", "CHI Target_Child", "points", 10, 20),
        ("%act", "CHI Target_Child", "runs", 30, 40),
        ("%act", "CHI Target_Child", "sits", 0, 5000),
    ]


def test_a_word_has_its_own_mark_only():
    """``you`` has no mark of its own and is counted; the full stop is no word."""
    body = (
        f"*MOT:\tsee you da . {mark(0, 900)}\n%wor:\tsee {mark(0, 300)} you da {mark(600, 900)} .\n"
    )
    coding = read(body)
    assert [row[2:] for row in facts(coding, "%wor")] == [("see", 0, 300), ("da", 600, 900)]
    assert kinds(coding) == {("untimed_word", 1, -1)}


def test_several_marks_on_one_line():
    """The utterance lasts from its first mark to its last: 100 to 900."""
    coding = read(f"*CHI:\tda {mark(100, 300)} do {mark(500, 900)}\n")
    assert facts(coding) == [("utterance", "CHI Target_Child", "da do", 100, 900)]


def test_old_marks_and_links():
    body = '*CHI:\tda . \x15%snd:"v.wav"_5_90\x15\n%com:\tsee \x15%pic:"a.jpg"\x15\n'
    coding = read(body)
    assert [row[3:] for row in facts(coding)] == [(5, 90), (5, 90)]
    assert kinds(coding) == {("link", 1, 0)}


def test_lasting_events_end_where_they_are_closed():
    """Crying begins in the utterance from 100 ms and ends with the one until 2500 ms."""
    body = (
        f"*CHI:\t&{{l=crying no . {mark(100, 900)}\n*MOT:\thush . {mark(900, 1500)}\n"
        f"*CHI:\tma &}}l=crying . {mark(1500, 2500)}\n*CHI:\t&{{n=waving . {mark(2600, 2700)}\n"
    )
    coding = read(body)
    assert facts(coding, "event") == [
        ("event", "CHI Target_Child", "crying", 100, 2500),
        ("event", "CHI Target_Child", "waving", 2600, 2700),
    ]
    assert kinds(coding) == {("open_event", 1, 0)}


def test_untimed_transcripts_have_codes_and_no_session():
    """The codes can be listed; a Session is refused with the reason."""
    coding = read("@Bg:\tplay\n*CHI:\tda .\n%spa:\t$i:RP\n*MOT:\tyes .\n@Eg:\tplay\n")
    assert [row[:3] for row in facts(coding)] == [
        ("utterance", "CHI Target_Child", "da ."),
        ("%spa", "CHI Target_Child", "$i:RP"),
        ("utterance", "MOT Mother", "yes ."),
    ]
    assert {row[3:] for row in facts(coding)} == {(0, 0)}
    assert "time marks" in coding.untimed
    assert coding.source.unit == "none"
    assert (coding.phases, kinds(coding)) == ((), {("gem", 1, 0)})
    book, _ = choose_codebook(coding)
    with pytest.raises(RecordError, match="time marks"):
        build_session(coding, book)


def test_untimed_utterances_among_timed_ones_are_left_out():
    """Two utterances and one tier: three rows are not there."""
    body = f"*CHI:\tda . {mark(0, 10)}\n*CHI:\tdo .\n%add:\tMOT\n*CHI:\tdi .\n"
    coding = read(body)
    assert len(coding.rows) == 1
    assert {(f.kind, f.count, f.rows) for f in coding.findings} == {("untimed_utterance", 2, -3)}


def test_marks_that_run_backwards_are_kept_and_counted():
    coding = read(f"*CHI:\tda . {mark(5000, 5500)}\n*MOT:\tyes . {mark(300, 400)}\n")
    assert [row[3:] for row in facts(coding)] == [(5000, 5500), (300, 400)]
    assert kinds(coding) == {("backwards", 1, 0)}


def test_utterances_that_end_before_they_start_are_left_out():
    coding = read(f"*CHI:\t&=laughs . {mark(500, 100)}\n*MOT:\tyes . {mark(600, 700)}\n")
    assert [row[2] for row in facts(coding)] == ["yes ."]
    assert kinds(coding) == {("reversed", 1, -2)}


@pytest.mark.parametrize("bullet", ["\x1512\x15", "\x15a_b\x15", "\x150_99999999999\x15"])
def test_odd_marks_are_counted(bullet):
    coding = read(f"*CHI:\tda . {bullet}\n*CHI:\tdo . {mark(1, 2)}\n")
    assert ("odd_bullet", 1, 0) in kinds(coding)
    assert [row[2] for row in facts(coding)] == ["do ."]


def test_gems_are_phases():
    """Play holds both utterances (100 to 900), the lazy gem what follows it until the end."""
    body = (
        f"@Bg:\tplay\n*CHI:\tda . {mark(100, 400)}\n@G:\tbath\n*MOT:\tso . {mark(500, 900)}\n"
        "@Eg:\tplay\n"
    )
    assert read(body).phases == (Phase("play", 100, 900), Phase("bath", 500, 900))


def test_speakers_that_are_not_named():
    coding = read(f"*UNK:\tda . {mark(0, 1)}\n")
    assert coding.rows[0].subject == "UNK"
    assert kinds(coding) == {("unknown_speaker", 1, 0)}


def test_several_target_children_are_said():
    head = HEAD.replace("SIS Sister", "SIS Target_Child")
    assert ("several_children", 2, 0) in kinds(read(f"*CHI:\tda . {mark(0, 1)}\n", head))


def test_a_transcript_that_stops_is_said():
    assert kinds(read(f"*CHI:\tda . {mark(0, 1)}\n", end="")) == {("no_end", 1, 0)}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_encodings(encoding):
    coding = read(f"*CHI:\tö . {mark(0, 1)}\n", encoding=encoding)
    assert coding.rows[0].code == "ö ."


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        (HEAD + "hello there\n", "line 6", "none of @ * %"),
        (HEAD, "", "no utterance"),
        (HEAD + "%spa:\t$i:RP\n*CHI:\tda .\n", "line 6", "above the first utterance"),
        ("@UTF8\n@Begin\n*CHI:\t\xf6 .\n", "line 3", "0xF6"),
    ],
)
def test_what_is_refused(text, where, found):
    content = text.encode("latin-1") if "\xf6" in text else text.encode()
    with pytest.raises(FormatError) as refused:
        FORMAT.parse(Raw("visit.cha", content))
    assert refused.value.where == where
    assert found in refused.value.found


def test_an_error_shows_no_line_of_the_header():
    with pytest.raises(FormatError) as refused:
        FORMAT.parse(Raw("visit.cha", b"@UTF8\n@Begin\nBirth of CHI: 02-MAR-2001\n"))
    assert "2001" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.txt", "@UTF8\n@Begin\n", 1.0),
        ("a.txt", "\ufeff@Begin\n", 1.0),
        ("a.txt", "@Window:\t1\n@Begin\n*CHI:\tda .\n", 0.9),
        ("a.cha", "*CHI:\tda .\n", 0.6),
        ("a.txt", "*CHI:\tda .\n", 0.0),
        ("a.txt", "@article{x}\n", 0.0),
    ],
)
def test_sniff(name, text, expected):
    assert FORMAT.sniff(Raw(name, text.encode())) == expected


def test_the_shipped_codebook():
    """Crying outweighs the utterance; the sister is left out; the mother's shout is hostile."""
    body = (
        f"*CHI:\t&=cries . {mark(0, 1000)}\n*MOT:\tno [=! shouting] . {mark(1000, 2000)}\n"
        f"*SIS:\tha . {mark(2000, 3000)}\n*MOT:\tso . {mark(3000, 4000)}\n"
    )
    coding = read(body)
    book, _ = choose_codebook(coding)
    assert book.id == "chat"
    session = build_session(coding, book)
    assert [(e.person, e.state, e.onset, e.offset) for e in session.events] == [
        ("child", "distress", 0, 1000),
        ("caregiver", "hostile", 1000, 2000),
        ("caregiver", "vocal", 3000, 4000),
    ]
    (child,) = [person for person in session.people if person.role == "child"]
    assert child.age_months == pytest.approx(18 + 15 / 30.4375)


def test_speech_acts():
    """EM is distress, scolding hostile, a request vocal; interchange codes are left out."""
    body = (
        f"*CHI:\tau ! {mark(0, 500)}\n%spa:\t$x:dhs $i:EM\n"
        f"*MOT:\tbad girl . {mark(500, 900)}\n%spa:\t$NIA:DS\n"
        f"*MOT:\tcome . {mark(1000, 1400)}\n%spa:\t$rp\n*MOT:\tpoor thing . {mark(2000, 2500)}\n"
        "%spa:\t$i:cm\n"
    )
    coding = read(body)
    book, _ = choose_codebook(coding)
    assert book.id == "inca-a"
    assert [(e.person, e.state, e.onset) for e in build_session(coding, book).events] == [
        ("child", "distress", 0),
        ("caregiver", "hostile", 500),
        ("caregiver", "vocal", 1000),
        ("caregiver", "soothe", 2000),
    ]


def test_a_transcript_without_a_child_fits_no_shipped_codebook():
    coding = read(f"*MOT:\tso . {mark(0, 1)}\n")
    with pytest.raises(CodebookError):
        choose_codebook(coding)
    assert load_codebook("chat").id == "chat"
