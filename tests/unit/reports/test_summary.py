"""The first lines, word by word."""

from __future__ import annotations

from drawn_scene import CHILD, found_session, full_report, scene_session

from reattune.record import Finding, Person, stamp
from reattune.reports import Report, session_line, summary_lines
from reattune.reports.summary import observed_time


def test_the_first_lines_say_what_was_read_and_found():
    """9 events over 40 s, all of it coded; one of two ruptures repaired by the caregiver.

    Waits: 6 s (repaired), 10 s (censored): the curve falls to one half at 6 s and stays there, so
    the median is the midpoint of the flat part, 8 s.
    """
    report = full_report()
    lines = summary_lines(report)
    assert lines[0] == "visit.eaf  9 events, 0:40 observed, 0:00 uncodable"
    estimate = report.measures[0]["repair_latency"]
    assert lines[1].startswith(
        "2 ruptures (misattunement): 1 repaired (caregiver 1), 1 censored; repair latency "
        f"{estimate.value:g} s ["
    )
    assert lines[2].startswith("1. Followed by reconnection: not enough evidence.")
    assert lines[-1] == "0 ruptures (conflict)"


def test_observed_is_the_time_of_both_and_the_rest_is_uncodable():
    """Child unseen from 16 to 20 s of 40: 36 s observed, 4 s not."""
    child = tuple(row for row in CHILD if row[0] != "neutral")
    session = scene_session(child=(*child[:2], ("missing", 16_000, 20_000), *child[2:]))
    assert observed_time(session) == (36_000, 4_000)
    assert "0:36 observed, 0:04 uncodable" in session_line(session)


def test_nobody_coded_is_all_uncodable():
    session = scene_session(child=(), caregiver=())
    assert observed_time(session) == (0, 40_000)


def test_without_a_dyad_everybody_is_meant():
    session = scene_session(people=[Person("child", "sibling"), Person("caregiver", "aunt")])
    assert observed_time(session) == (40_000, 0)


def test_unmapped_codes_come_with_the_command_that_lists_them():
    child = (*CHILD[:4], ("", 30_000, 40_000))
    finding = Finding("unmapped_code", "child", 1, "The code 'x' is not in the codebook.")
    session = scene_session(child=child, findings=[finding])
    assert session_line(session).endswith("1 code unmapped (reattune codes visit.eaf)")


def test_the_session_of_a_file_with_several_is_named_beside_it():
    source = scene_session("study").provenance.source
    session = scene_session("visit 2", provenance=stamp(source=source, rows=9))
    assert session_line(session).startswith("study.eaf, visit 2  9 events")


def test_a_session_without_a_file_goes_by_its_name():
    session = scene_session(provenance=stamp(rows=9))
    assert session_line(session).startswith("visit  9 events")


def test_many_sessions_are_counted_and_paths_never_shown():
    sessions = [scene_session(f"v{i}") for i in range(23)]
    failure = {"path": "/somewhere/private/bad.eaf", "message": "/somewhere/private/bad.eaf: x"}
    report = Report(
        sessions=sessions, failures=[failure], guesses=["/somewhere/private/v1.eaf: codebook y"]
    )
    lines = summary_lines(report)
    assert lines[20:] == [
        "... and 3 more sessions",
        "1 file or session could not be used",
        "chosen: v1.eaf: codebook y",
    ]
    assert "private" not in "\n".join(lines)


def test_findings_do_not_change_the_counts():
    assert session_line(found_session()) == session_line(scene_session())


def test_a_bid_is_answered_not_repaired(tmp_path):
    """A sound of the child at 10 s, the caregiver at 12 s; the first begins with the record."""
    from reattune.study import analyse, read_paths
    from reattune.study.outputs import summary_text

    rows = "0,1,child,vocal\n2,3,caregiver,vocal\n10,11,child,vocal\n12,13,caregiver,vocal\n"
    tracks = "".join(
        f'[[track]]\ntier = "*"\nsubject = "{who}"\nperson = "{who}"\nrole = "{who}"\n'
        'track = "voice"\nrest = "quiet"\n[track.codes]\nvocal = "vocal"\n'
        for who in ("child", "caregiver")
    )
    head = 'id = "v"\ntitle = "Voices"\nsource = "made for this test"\n[states]\n'
    states = 'child = ["vocal", "quiet"]\ncaregiver = ["vocal", "quiet"]\n'
    (tmp_path / "v.toml").write_text(head + states + tracks)
    (tmp_path / "a.csv").write_text(f"onset_s,offset_s,person,code\n{rows}")
    reading = read_paths([tmp_path / "a.csv"], codebook=tmp_path / "v.toml")
    text = summary_text(analyse(reading, definitions=["respond.vocal"]))
    assert "1 bid (respond.vocal): 1 answered (caregiver 1); answer latency 2 s" in text
    assert "repaired (" not in text
