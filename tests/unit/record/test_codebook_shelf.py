"""The shipped codebooks: each is whole, found by id or path, and chosen only where it fits."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hand_made import CODEBOOK, toy_source

import reattune.record
from reattune.errors import CodebookError
from reattune.record import (
    BOTH,
    CAREGIVER,
    CHILD,
    Coding,
    Person,
    Recorder,
    Row,
    choose_codebook,
    codebook_ids,
    load_codebook,
)

SHIPPED = Path(reattune.record.__file__).parent / "codebooks"


def coding(*rows, format="table", tiers=()):
    """Make a coding of (tier, subject, code); row number n lasts from n to n + 1 seconds."""
    made = tuple(
        Row(tier, subject, code, 1000 * n, 1000 * n + 1000, f"line {n + 1}")
        for n, (tier, subject, code) in enumerate(rows)
    )
    named = tiers or tuple(dict.fromkeys(row.tier for row in made))
    return Coding("visit", toy_source(format=format), made, named)


@pytest.fixture(params=codebook_ids())
def name(request):
    return request.param


def test_every_file_is_listed_under_its_own_id(name):
    assert load_codebook(name).id == name
    assert codebook_ids() == tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def test_every_codebook_says_what_it_is(name):
    content = tomllib.loads((SHIPPED / f"{name}.toml").read_text("utf-8"))
    assert len(content["about"]) > 40
    assert content["title"]
    assert content["source"]


def test_every_codebook_sees_a_child_and_a_caregiver(name):
    roles = {rule.role for rule in load_codebook(name).rules}
    assert roles & {"child", "both"}
    assert roles & {"caregiver", "both"}


def test_no_two_states_of_a_track_can_clash(name):
    """Every state that codes of one track can take stands in [priority], or there is only one."""
    book = load_codebook(name)
    for role in ("child", "caregiver"):
        for track in {rule.track for rule in book.rules}:
            coded = {
                state
                for rule in book.rules
                if rule.track == track and rule.role in {role, "both"}
                for _, state in rule.codes
            }
            if len(coded) > 1:
                assert coded <= set(book.priority.get(track, ())), (role, track)


def test_a_path_is_read_too(tmp_path):
    path = tmp_path / "lab.toml"
    path.write_text(CODEBOOK, "utf-8")
    assert load_codebook(str(path)).id == "toy"


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(CodebookError, match=r"nosuch: found a codebook of that name nowhere.*lena"):
        load_codebook("nosuch")


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(CodebookError, match="cannot be read"):
        load_codebook(str(tmp_path / "gone.toml"))


def test_the_share_of_known_rows_is_told():
    """4 of 5 rows are affect levels of the two tiers; `odd` is not: 80 %."""
    rows = [("child", "", "-1"), ("child", "", "1"), ("mother", "", "0"), ("mother", "", "pos")]
    book, why = choose_codebook(coding(*rows, ("mother", "", "odd")))
    assert book.id == "affect"
    assert "80%" in why
    assert "affect" in why


def test_half_of_the_rows_is_not_enough():
    rows = [("child", "", "-1"), ("mother", "", "0"), ("mother", "", "odd"), ("child", "", "odd")]
    with pytest.raises(CodebookError, match=r"--draft my\.toml"):
        choose_codebook(coding(*rows))


def test_one_person_is_no_dyad():
    """All rows are known, but no rule sees a caregiver: nothing could be measured."""
    with pytest.raises(CodebookError, match=r"found no shipped codebook .*child"):
        choose_codebook(coding(("child", "", "-1"), ("child", "", "1")))


def test_nothing_coded_fits_nothing():
    with pytest.raises(CodebookError, match="no rows"):
        choose_codebook(coding())


def test_a_codebook_for_the_format_comes_before_a_better_share():
    """As RTTM, 2 of 3 rows are known to `vtc`; `affect` knows none. As a table, nothing fits."""
    rows = [("SPEAKER", "KCHI", "KCHI"), ("SPEAKER", "FEM", "FEM"), ("SPEAKER", "XYZ", "XYZ")]
    assert choose_codebook(coding(*rows, format="rttm"))[0].id == "vtc"


def test_behaviour_on_tiers_named_child_and_parent_is_not_taken_for_speech():
    """A lab's own engagement codes are unknown to every shipped codebook: it has to say them."""
    rows = [("child", "", "giggle"), ("child", "", "turns"), ("parent", "", "offers")]
    with pytest.raises(CodebookError, match="no shipped codebook"):
        choose_codebook(coding(*rows, format="elan"))


def test_icep_by_its_codes():
    """Ipos, Iwit, Iusc; Cpvc, Cint: positive, averted, missing; neutral, hostile."""
    rows = [("Infant", "", c) for c in ("Ipos", "Iwit", "Iusc")]
    rows += [("Mother", "", c) for c in ("Cpvc", "Cint")]
    book, _ = choose_codebook(coding(*rows, format="elan"))
    states = [
        rule.state(code)
        for tier, _, code in rows
        for rule in book.rules
        if rule.selector.matches(tier, "")
    ]
    assert book.id == "icep"
    assert states == ["positive", "averted", "missing", "neutral", "hostile"]


@pytest.mark.parametrize("person", ["child", "caregiver"])
def test_practice_records_every_engagement_state_by_its_own_name(person):
    """State n is entered at n seconds; each lasts one second and keeps its name."""
    states = [s for s in (CHILD if person == "child" else CAREGIVER) if s not in BOTH]
    recorder = Recorder(
        "practice",
        people=[Person("child", "child"), Person("caregiver", "caregiver")],
        codebook=load_codebook("practice"),
    )
    for n, state in enumerate(states):
        recorder.change(person, "engagement", state, at=1000 * n)
    events = recorder.session(at=1000 * len(states)).events.of(person, "engagement")
    assert [(e.code, e.state, e.onset) for e in events] == [
        (state, state, 1000 * n) for n, state in enumerate(states)
    ]


@pytest.mark.parametrize("name", ["affect", "icep", "monadic"])
@pytest.mark.parametrize(
    "tier", ["brother", "weather", "Another", "grandmother", "father", "FATHER"]
)
def test_no_other_person_is_taken_for_the_caregiver(name, tier):
    """Whole words only: `other` stands in brother, `ather` in weather and father."""
    rules = load_codebook(name).rules
    assert not [rule.role for rule in rules if rule.selector.matches(tier, "")]


@pytest.mark.parametrize("name", ["affect", "icep", "monadic"])
@pytest.mark.parametrize(
    ("tier", "role"),
    [
        ("mother", "caregiver"),
        ("Mother affect", "caregiver"),
        ("affect_mother", "caregiver"),
        ("parent", "caregiver"),
        ("infant", "child"),
        ("Child.state", "child"),
        ("CHI", "child"),
    ],
)
def test_usual_names_of_tiers_are_known(name, tier, role):
    rules = load_codebook(name).rules
    assert [rule.role for rule in rules if rule.selector.matches(tier, "")] == [role]
