"""What is written back: into copies only, sound for the other program, and read again as before."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reattune.cli.main import main
from reattune.errors import FormatError
from reattune.formats import Raw, elan, load, read_raw
from reattune.formats.boris_write import add_events
from reattune.formats.chapters import chapters
from reattune.formats.elan_write import add_layers
from reattune.formats.layers import Layer, Stretch, save_copy
from reattune.study import read, read_all

SCENES = Path(str(files("reattune.cli") / "scenes"))
SCHEMA = etree.XMLSchema(file=str(Path(__file__).with_name("eaf-structure.xsd")))
LAYER = Layer.build("toy", [Stretch(2000, 3000, "faded"), Stretch(500, 900, "repaired", "0.4 s")])


def eaf(slots, *, tier="", types='<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t"/>', head=""):
    order = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="{name}"' + (f' TIME_VALUE="{at}"/>' if at else "/>")
        for name, at in slots
    )
    text = (
        f'<ANNOTATION_DOCUMENT><HEADER TIME_UNITS="milliseconds">{head}</HEADER>'
        f"<TIME_ORDER>{order}</TIME_ORDER>{tier}{types}</ANNOTATION_DOCUMENT>"
    )
    return Raw("toy.eaf", text.encode())


def slots_of(content):
    root = etree.fromstring(content)
    return [slot.get("TIME_VALUE") for slot in root.iterfind("TIME_ORDER/TIME_SLOT")]


def test_stretches_are_sorted_and_named():
    assert LAYER.name == "reattune toy"
    assert [s.onset for s in LAYER.stretches] == [500, 2000]


def test_a_stretch_of_no_length_gets_a_millisecond():
    assert Layer.build("x", [Stretch(5, 5, "a")]).stretches[0].offset == 6


def test_overlapping_stretches_are_refused():
    with pytest.raises(FormatError, match="'b' while 'a' lasts"):
        Layer.build("x", [Stretch(0, 10, "a"), Stretch(9, 20, "b")])


def test_new_slots_stand_in_the_order_of_time():
    """Slots at 0.7, unset, 2.5 s; layers at 0.5, 0.9, 2.0, 3.0 s. The unset one was shown halfway
    between 0.7 and 2.5 s, at 1.6 s, and stays there: 500 700 900 1600 2000 2500 3000.
    """
    content = add_layers(eaf([("ts1", "700"), ("ts2", ""), ("ts3", "2500")]), [LAYER])
    assert slots_of(content) == ["500", "700", "900", "1600", "2000", "2500", "3000"]


def test_slots_without_a_time_stay_unset_where_nothing_new_stands_beside_them():
    """Nothing new between 1.0 and 1.9 s; a chain of two annotations needs no neighbours."""
    content = add_layers(eaf([("ts1", "1000"), ("ts2", ""), ("ts3", "1900")]), [LAYER])
    assert slots_of(content) == ["500", "900", "1000", None, "1900", "2000", "3000"]
    chain = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{n}" TIME_SLOT_REF1="ts{n}" '
        f'TIME_SLOT_REF2="ts{n + 1}"><ANNOTATION_VALUE>x</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n in (1, 2)
    )
    tier = f'<TIER TIER_ID="c" LINGUISTIC_TYPE_REF="t">{chain}</TIER>'
    raw = eaf([("ts1", "700"), ("ts2", ""), ("ts3", "2500")], tier=tier)
    content = add_layers(raw, [LAYER])
    assert None in slots_of(content)
    before, after = load_bytes(raw.content), load_bytes(content)
    assert [row for row in after if row.tier == "c"] == list(before)


@given(
    times=st.lists(st.one_of(st.none(), st.integers(0, 9000)), min_size=2, max_size=9),
    new=st.lists(st.integers(0, 9000), min_size=2, max_size=6, unique=True),
)
def test_nothing_that_was_coded_moves(times, new):
    """Annotations between any two slots, of which some have no time, are read as before."""
    known = iter(sorted(time + 1 for time in times if time is not None))
    slots = [(f"ts{n}", "" if time is None else str(next(known))) for n, time in enumerate(times)]
    tier = "".join(
        f'<TIER TIER_ID="c{n}" LINGUISTIC_TYPE_REF="t"><ANNOTATION><ALIGNABLE_ANNOTATION '
        f'ANNOTATION_ID="a{n}" TIME_SLOT_REF1="ts{n}" TIME_SLOT_REF2="ts{n + 1}"><ANNOTATION_VALUE>'
        "x</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER>"
        for n in range(len(slots) - 1)
    )
    raw = eaf(slots, tier=tier)
    bounds = sorted(new)[: len(new) // 2 * 2]
    layer = Layer.build("toy", map(Stretch, bounds[::2], bounds[1::2], ["x"] * len(bounds)))
    after = load_bytes(add_layers(raw, [layer]))
    assert [row for row in after if row.tier != layer.name] == list(load_bytes(raw.content))


def load_bytes(content):
    (coding,) = elan.parse(Raw("toy.eaf", content))
    return coding.rows


def test_ids_go_on_where_the_file_stopped():
    head = '<PROPERTY NAME="lastUsedAnnotationId">50</PROPERTY>'
    root = etree.fromstring(add_layers(eaf([("ts1", "700")], head=head), [LAYER]))
    made = [a.get("ANNOTATION_ID") for a in root.iter("ALIGNABLE_ANNOTATION")]
    assert made == ["a51", "a52"]
    assert root.findtext("HEADER/PROPERTY") == "52"
    assert [v.text for v in root.iter("ANNOTATION_VALUE")] == ["repaired; 0.4 s", "faded"]


def test_no_id_is_that_of_anything_else_in_the_file():
    """To the schema ids of slots, annotations and locales are of one kind."""
    types = '<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="t"/><LOCALE LANGUAGE_CODE="ts2"/>'
    root = etree.fromstring(add_layers(eaf([("a1", "700")], types=types), [LAYER]))
    ids = [e.get(name) for e in root.iter() for name in ("TIME_SLOT_ID", "ANNOTATION_ID",
           "LANGUAGE_CODE") if e.get(name)]  # fmt: skip
    assert len(set(ids)) == len(ids) == 8


def test_a_file_is_not_written_into_twice():
    once = add_layers(eaf([("ts1", "700")]), [LAYER])
    with pytest.raises(FormatError, match="a tier of that name"):
        add_layers(Raw("toy.eaf", once), [LAYER])


def test_a_file_without_a_time_order_is_refused():
    with pytest.raises(FormatError, match="no TIME_ORDER"):
        add_layers(Raw("a.eaf", b"<ANNOTATION_DOCUMENT><HEADER/></ANNOTATION_DOCUMENT>"), [LAYER])


def test_the_schema_can_fail():
    """A tier after the types breaks the order that ELAN asks for."""
    wrong = eaf([("ts1", "700")]).content.replace(
        b"</ANNOTATION_DOCUMENT>",
        b'<TIER TIER_ID="x" LINGUISTIC_TYPE_REF="t"/></ANNOTATION_DOCUMENT>',
    )
    assert not SCHEMA.validate(etree.fromstring(wrong))


def same_but_for_layers(before, after):
    """The same rows, tiers and media; only reattune's own tiers are new."""
    ours = [row for row in after.rows if not row.tier.startswith("reattune ")]
    assert [row[:5] for row in ours] == [row[:5] for row in before.rows]
    assert [t for t in after.tiers if not t.startswith("reattune ")] == list(before.tiers)
    assert after.media == before.media


def check_eaf(path, tmp_path):
    raw = read_raw(path)
    content = add_layers(raw, [LAYER])
    copy = tmp_path / "copy.eaf"
    save_copy(content, copy, original=str(path))
    assert path.read_bytes() == raw.content
    sound = SCHEMA.validate(etree.fromstring(raw.content))
    assert SCHEMA.validate(etree.fromstring(content)) or not sound, SCHEMA.error_log
    (before,), (after,) = load(path), load(copy)
    same_but_for_layers(before, after)
    written = [row[2:5] for row in after.rows if row.tier == "reattune toy"]
    assert written == [("repaired; 0.4 s", 500, 900), ("faded", 2000, 3000)]
    return sound


def test_the_rattle_scene_with_layers_is_sound_and_reads_as_before(tmp_path):
    assert check_eaf(SCENES / "rattle.eaf", tmp_path)


def test_real_elan_files_with_layers_read_as_before(shared, tmp_path):
    checked = sound = 0
    for path in sorted(shared("data/eaf").rglob("*.eaf")):
        try:
            load(path)
        except FormatError:
            continue
        folder = tmp_path / str(checked)
        folder.mkdir()
        sound += check_eaf(path, folder)
        checked += 1
    assert checked >= 8
    assert sound >= 4


def test_boris_events_are_pairs_of_a_new_behaviour():
    raw = read_raw(SCENES / "angry-child.boris")
    project = json.loads(add_events(raw, {"angry-child": [LAYER]}))
    events = [e for e in project["observations"]["angry-child"]["events"] if "toy" in e[2]]
    assert [e[:3] for e in events] == [
        [0.5, "", "reattune toy: repaired"],
        [0.9, "", "reattune toy: repaired"],
        [2.0, "", "reattune toy: faded"],
        [3.0, "", "reattune toy: faded"],
    ]
    times = [float(e[0]) for e in project["observations"]["angry-child"]["events"]]
    assert times == sorted(times)
    made = [b for b in project["behaviors_conf"].values() if b["category"] == "reattune"]
    assert [b["code"] for b in made] == ["reattune toy: repaired", "reattune toy: faded"]
    assert "reattune" in project["behavioral_categories"]


def test_boris_with_events_reads_as_before(tmp_path):
    raw = read_raw(SCENES / "angry-child.boris")
    copy = tmp_path / "angry-child.boris"
    copy.write_bytes(add_events(raw, {"angry-child": [LAYER]}))
    before, after = read(SCENES / "angry-child.boris"), read(copy)
    assert before.events == after.events
    assert (before.end, before.phases, before.tracks) == (after.end, after.phases, after.tracks)


def test_an_unknown_observation_is_refused():
    with pytest.raises(FormatError, match="no such observation"):
        add_events(read_raw(SCENES / "angry-child.boris"), {"other": [LAYER]})


def test_real_boris_projects_with_events_read_as_before(shared, tmp_path):
    path = shared("data/boris/olivierfriard__BORIS/tests/files/test.boris")
    before = load(path)
    names = {c.name: c.name.partition(": ")[2] for c in before}
    copy = tmp_path / "test.boris"
    raw = read_raw(path)
    copy.write_bytes(add_events(raw, {name: [LAYER] for name in names.values()}))
    for old, new in zip(before, load(copy), strict=True):
        ours = [row for row in new.rows if row.tier != "reattune"]
        assert sorted(r[:5] for r in ours) == sorted(r[:5] for r in old.rows)
        added = [r[3:5] for r in new.rows if r.tier == "reattune"]
        assert added == [(500, 900), (2000, 3000)]


def test_chapters_in_the_order_of_time_on_the_medium_s_clock():
    """With an offset of -0.6 s the first chapter starts at 0 (cut) and ends at 0.3 s."""
    text = chapters([LAYER], offset=-600).decode()
    assert text.startswith("WEBVTT\n\n1\n00:00:00.000 --> 00:00:00.300\nreattune toy: repaired")
    assert "00:00:01.400 --> 00:00:02.400" in text


def test_chapters_cannot_break_out_of_their_line():
    layer = Layer.build("x", [Stretch(0, 5, "a --> b\n<c> & d")])
    assert "reattune x: a -&gt; b &lt;c&gt; &amp; d\n" in chapters([layer]).decode()


def test_nothing_is_overwritten(tmp_path):
    path = tmp_path / "a.eaf"
    path.write_bytes(b"mine")
    with pytest.raises(FormatError, match="already there"):
        save_copy(b"other", path, original="a.eaf")
    assert path.read_bytes() == b"mine"
    with pytest.raises(FormatError, match="cannot be written"):
        save_copy(b"other", tmp_path / "none" / "a.eaf", original="a.eaf")


@pytest.fixture
def scenes(tmp_path):
    for name in ("rattle.eaf", "angry-child.boris"):
        (tmp_path / name).write_bytes((SCENES / name).read_bytes())
    return tmp_path


def test_the_command_writes_a_copy_that_measures_the_same(scenes, capsys):
    source = scenes / "rattle.eaf"
    assert main(["episodes", str(source), "--to", "eaf", "--states"]) == 0
    copy = scenes / "rattle.reattune.eaf"
    assert f"written: {copy}" in capsys.readouterr().out
    before, after = read(source), read(copy)
    assert before.events == after.events
    assert before.tracks == after.tracks
    assert SCHEMA.validate(etree.parse(str(copy)))
    written = [f for f in after.findings if "written back" in f.text]
    assert sum(finding.count for finding in written) > 50


@pytest.mark.parametrize("kind", ["sds", "trj"])
def test_other_programs_get_the_session_and_its_codebook(scenes, capsys, kind):
    """The written file, read with the codebook beside it, gives the same states and ruptures."""
    assert main(["episodes", str(scenes / "rattle.eaf"), "--to", kind]) == 0
    told = capsys.readouterr().out
    written = scenes / f"rattle.reattune.{kind}"
    book = scenes / f"rattle.reattune.{kind}.toml"
    assert f"written: {written}" in told
    assert book.name in told
    before, after = read(scenes / "rattle.eaf"), read(written, codebook=book)
    for role in ("child", "caregiver"):
        old = [(e.state, e.onset, e.offset) for e in before.events.of(role, "engagement")]
        new = [(e.state, e.onset, e.offset) for e in after.events.of(role, "engagement")]
        assert old == new


def test_chapters_of_any_file(scenes, capsys):
    path = scenes / "angry-child.boris"
    arguments = ["episodes", str(path), "--to", "vtt", "--definition", "conflict"]
    assert main([*arguments, "-o", str(scenes / "c.vtt")]) == 0
    assert (scenes / "c.vtt").read_text().count("-->") == 3
    assert read_all(path)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (["rattle.eaf", "--to", "pdf"], "'pdf'"),
        (["rattle.eaf", "--to", "boris"], "a file of the format elan"),
        (["none.eaf", "--to", "eaf"], "nothing there"),
        (["rattle.eaf", "--to", "eaf", "-o", "rattle.eaf"], "already there"),
        (["rattle.eaf", "--to", "vtt", "--definition", "none"], "none"),
    ],
)
def test_what_cannot_be_written_is_said(scenes, line, found):
    """Run in a process of its own, in the folder of the scenes."""
    start = "import sys; from reattune.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "episodes", *line]
    done = subprocess.run(command, cwd=scenes, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert found in done.stderr
