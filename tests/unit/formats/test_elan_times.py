"""Times of ELAN annotations that have none of their own, worked out by hand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reattune.formats.elan_times import Annotation, Tier, place_annotations
from reattune.formats.tally import Tally
from reattune.record import Finding

KINDS = ("broken_chain", "duplicate_id", "interpolated", "lost_parent", "lost_time")


def timed(name: str, start: str, end: str) -> Annotation:
    return Annotation(id=name, where=name, code="", start=start, end=end)


def refers(name: str, parent: str, previous: str = "") -> Annotation:
    return Annotation(id=name, where=name, code="", parent=parent, previous=previous)


def tier(name: str, *annotations: Annotation, parent: str = "", splits: bool = False) -> Tier:
    return Tier(name, "", parent, splits, annotations)


def place(slots: dict[str, int | None], *tiers: Tier):
    tally = Tally(dict.fromkeys(KINDS, "{first}"))
    spans = place_annotations(list(tiers), slots, tally)
    return {each.id: span for each, span in spans.items()}, tally.findings()


def kinds(findings: tuple[Finding, ...]) -> dict[str, tuple[int, int, int]]:
    return {each.kind: (each.count, each.rows, each.ms) for each in findings}


def test_a_chain_shares_the_time_between_its_known_ends():
    """0 to 1000 in three: bounds at 333 and 666 (rounded down), whatever stands between."""
    slots = {"t1": 0, "t2": None, "x": 900, "t3": None, "t4": 1000}
    words = tier("words", timed("a", "t1", "t2"), timed("b", "t2", "t3"), timed("c", "t3", "t4"))
    spans, findings = place(slots, words)
    assert spans == {"a": (0, 333), "b": (333, 666), "c": (666, 1000)}
    assert kinds(findings) == {"interpolated": (3, 0, 1000)}


def test_the_order_of_annotations_in_the_file_does_not_matter():
    slots = {"t1": 0, "t2": None, "t3": None, "t4": 900}
    words = tier("words", timed("c", "t3", "t4"), timed("b", "t2", "t3"), timed("a", "t1", "t2"))
    assert place(slots, words)[0] == {"a": (0, 300), "b": (300, 600), "c": (600, 900)}


def test_a_deeper_chain_hangs_on_the_times_of_its_parent_tier():
    """Words: 0, 500, 1000. Sounds inside the second word: 500, 750, 1000.

    The tier of sounds stands first, and a slot of another tier (900) lies in between.
    """
    slots = {"t1": 0, "t2": None, "u": None, "x": 900, "t3": 1000}
    sounds = tier("sounds", timed("s", "t2", "u"), timed("t", "u", "t3"), parent="words")
    words = tier("words", timed("a", "t1", "t2"), timed("b", "t2", "t3"), parent="talk")
    spans, _ = place(slots, sounds, words, tier("talk", timed("p", "t1", "t3")))
    assert spans == {
        "p": (0, 1000),
        "a": (0, 500),
        "b": (500, 1000),
        "s": (500, 750),
        "t": (750, 1000),
    }


def test_slots_on_no_chain_lie_between_their_neighbours_in_the_time_order():
    """Two unset slots between 100 and 400: 200 and 300."""
    slots = {"t1": 100, "t2": None, "t3": None, "t4": 400}
    spans, findings = place(slots, tier("a", timed("a", "t2", "t3")))
    assert spans == {"a": (200, 300)}
    assert kinds(findings) == {"interpolated": (1, 0, 100)}


def test_slots_without_any_neighbour_are_counted():
    """Nothing before t1, nothing after t4; and a time order that runs back says nothing."""
    slots = {"t1": None, "t2": 500, "t3": None, "t4": 400, "t5": None}
    annotations = (timed("a", "t1", "t2"), timed("b", "t4", "t5"), timed("c", "t3", "t3"))
    spans, findings = place(slots, tier("a", *annotations))
    assert spans == {}
    assert kinds(findings) == {"lost_time": (3, -3, 0)}


def test_annotations_in_a_circle_of_unset_slots_end():
    slots = {"t0": 0, "t1": None, "t2": None}
    circle = (timed("a", "t0", "t1"), timed("b", "t1", "t2"), timed("c", "t2", "t1"))
    spans, findings = place(slots, tier("a", *circle))
    assert spans == {}
    assert kinds(findings) == {"lost_time": (3, -3, 0)}


def test_an_association_takes_its_parents_time_at_any_depth():
    depth = 3000
    chain = [tier(f"t{n}", refers(f"a{n}", f"a{n - 1}")) for n in range(depth, 0, -1)]
    spans, findings = place({"s": 5, "e": 9}, *chain, tier("t0", timed("a0", "s", "e")))
    assert len(spans) == depth + 1
    assert set(spans.values()) == {(5, 9)}
    assert findings == ()


def test_two_associations_of_one_parent_both_take_its_time():
    spans, _ = place(
        {"s": 0, "e": 10},
        tier("p", timed("a", "s", "e")),
        tier("q", refers("b", "a"), refers("c", "a")),
    )
    assert spans["b"] == spans["c"] == (0, 10)


def test_a_subdivision_shares_its_parents_time_in_the_order_of_its_chain():
    """100 to 200 in three: 100, 133, 166, 200; the file holds them out of order."""
    parts = (refers("z", "a", "y"), refers("x", "a"), refers("y", "a", "x"))
    spans, findings = place(
        {"s": 100, "e": 200},
        tier("p", timed("a", "s", "e")),
        tier("q", *parts, parent="p", splits=True),
    )
    assert (spans["x"], spans["y"], spans["z"]) == ((100, 133), (133, 166), (166, 200))
    assert findings == ()


def test_a_subdivision_of_a_part_of_a_subdivision():
    """0 to 100 in two, the second half in two: 50, 75, 100; each with a tag of its own."""
    spans, _ = place(
        {"s": 0, "e": 100},
        tier("tag", refers("t", "d"), parent="r"),
        tier("r", refers("c", "y"), refers("d", "y", "c"), parent="q", splits=True),
        tier("q", refers("x", "a"), refers("y", "a", "x"), parent="p", splits=True),
        tier("p", timed("a", "s", "e")),
    )
    assert spans["c"] == (50, 75)
    assert spans["d"] == spans["t"] == (75, 100)


def test_a_chain_that_does_not_fit_keeps_the_files_order():
    """Two say they are the first: 0 to 90 in three, in the file's order."""
    spans, findings = place(
        {"s": 0, "e": 90},
        tier("p", timed("a", "s", "e")),
        tier("q", refers("x", "a"), refers("y", "a"), refers("z", "a", "gone"), splits=True),
    )
    assert (spans["x"], spans["y"], spans["z"]) == ((0, 30), (30, 60), (60, 90))
    assert kinds(findings) == {"broken_chain": (3, 0, 0)}


def test_lost_parents_and_circles_are_counted():
    """b refers to nothing, c and d to each other, e to itself, f to one without a time.

    g names no parent, which is not the annotation without a name.
    """
    lost = (
        refers("b", "gone"),
        refers("c", "d"),
        refers("d", "c"),
        refers("e", "e"),
        refers("f", "a"),
        refers("g", ""),
    )
    nameless = timed("", "s", "s")
    first = tier("p", timed("a", "s", "gone"), nameless)
    spans, findings = place({"s": 0}, first, tier("q", *lost))
    assert spans == {"": (0, 0)}
    assert kinds(findings) == {"lost_time": (1, -1, 0), "lost_parent": (6, -6, 0)}


def test_an_id_used_twice_is_no_parent():
    """Both a keep their times; which of them b means is not known."""
    spans, findings = place(
        {"s": 0, "e": 10},
        tier("p", timed("a", "s", "e")),
        tier("q", timed("a", "e", "e")),
        tier("r", refers("b", "a")),
    )
    assert "b" not in spans
    assert kinds(findings) == {"duplicate_id": (1, 0, 0), "lost_parent": (1, -1, 0)}


@given(
    onset=st.integers(0, 10**6),
    length=st.integers(0, 10**6),
    parts=st.integers(1, 40),
    order=st.randoms(use_true_random=False),
)
def test_parts_tile_their_parent_and_differ_by_a_millisecond_at_most(onset, length, parts, order):
    chain = [refers(f"x{n}", "a", f"x{n - 1}" if n else "") for n in range(parts)]
    order.shuffle(chain)
    spans, findings = place(
        {"s": onset, "e": onset + length},
        tier("p", timed("a", "s", "e")),
        tier("q", *chain, splits=True),
    )
    pieces = [spans[f"x{n}"] for n in range(parts)]
    assert [pieces[0][0], *(end for _, end in pieces)] == [
        *(start for start, _ in pieces),
        onset + length,
    ]
    lengths = {end - start for start, end in pieces}
    assert max(lengths) - min(lengths) <= 1
    assert findings == ()
