"""`reattune sequences`: plans, hand-counted tables, what does not go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from reattune.errors import DefinitionError, ParameterError
from reattune.study import SequencePlan, read_paths, sequence, write_sequences
from reattune.study.sequencing import pair_of

VISIT = """onset_s,offset_s,person,code
0,2,child,positive
2,4,child,averted
4,6,child,positive
6,8,child,averted
8,10,child,positive
0,3,caregiver,stimulate
3,5,caregiver,pause
5,7,caregiver,stimulate
7,10,caregiver,pause
"""
"""By onset: child positive & caregiver stimulate at 0 s, then averted 2, pause 3, positive 4,
stimulate 5, averted 6, pause 7, positive 8."""


@pytest.fixture
def reading(tmp_path):
    (tmp_path / "visit.csv").write_text(VISIT)
    return read_paths([tmp_path / "visit.csv"])


def value(rows, measure, of=""):
    (row,) = [r for r in rows if r.measure == measure and r.of == of]
    return row


def test_all_events_follow_each_other_by_their_onsets(reading):
    """Nine events, eight pairs; after child:averted (twice) caregiver:pause comes both times."""
    found = sequence(reading, SequencePlan(permutations=0))
    assert found.pair is None
    assert found.table.counts.sum() == 8
    name = "child:averted → caregiver:pause"
    assert value(found.rows, "lag_count", name).value == 2
    row = value(found.rows, "transition_probability", f"{name}; of what follows child:averted")
    assert (row.value, row.n) == (1.0, 2)


def test_two_sets_are_two_streams_of_seconds(reading):
    """Averted in s 2, 3, 6, 7; paused in s 3, 4, 7, 8, 9; a second later: 3, 4 - of 3..4, 7..8.

    Given averted at t the target at t + 1 is s 3, 4, 7, 8: paused in all four. Nine pairs.
    """
    plan = SequencePlan(given="child:averted", target="caregiver:pause", permutations=0)
    found = sequence(reading, plan)
    rows = pair_of(found)
    assert value(rows, "lag_count").value == 4
    assert value(rows, "lag_count").n == 9
    assert found.pair == ("child:averted", "caregiver:pause")


def test_within_seconds_of_an_onset(reading):
    """Averted begins at 2 and 6 s; a pause begins at 3 and 7 s: within 2 s of both onsets."""
    plan = SequencePlan(given="child:averted", target="caregiver:pause", within=2.0, permutations=0)
    found = sequence(reading, plan)
    assert value(pair_of(found), "lag_count").value == 2
    assert found.options["within"] == "2 s"
    assert "lag" not in found.options


def test_a_definition_gives_joint_states(reading):
    """Ten intervals of 1 s give nine pairs at lag 1 and ten at lag 0."""
    plan = SequencePlan(definition="misattunement", lag=0, permutations=0)
    assert sequence(reading, plan).table.counts.sum() == 10


def test_the_permutation_p_is_the_same_for_the_same_seed(reading):
    """With 99 permutations p is a multiple of .01, doubled for two tails."""
    plan = SequencePlan(given="child:averted", target="caregiver:pause", permutations=99)
    first, second = (sequence(reading, plan) for _ in range(2))
    p = value(pair_of(first), "permutation_p", "two-tailed").value
    assert p == value(pair_of(second), "permutation_p", "two-tailed").value
    assert round(100 * p) == pytest.approx(100 * p)
    assert first.options["permutations"] == f"99, bouts, seed {plan.seed}"


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"given": "child:averted"}, "only one of the two"),
        ({"given": "child:averted", "target": "child:positive", "definition": "x"}, "both"),
        ({"within": 3.0}, "no --from"),
        ({"lag": 0}, "1 or more"),
        ({"lag": -1, "definition": "misattunement"}, "0 or more"),
        ({"merge": True, "definition": "misattunement"}, "one sequence"),
        ({"step": 0.0, "definition": "misattunement"}, "0.001 or more"),
        ({"step": float("nan"), "definition": "misattunement"}, "0.001 or more"),
        ({"permutations": -1}, "0 or more"),
        ({"given": "child:averted", "target": "caregiver:pause", "within": -1.0}, "more than 0"),
    ],
)
def test_what_does_not_go_together_is_refused(reading, plan, words):
    with pytest.raises(ParameterError, match=words):
        sequence(reading, SequencePlan(**plan))


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"given": "child:nonsense", "target": "caregiver:pause"}, "nonsense"),
        ({"phase": "reunion"}, "no phase reunion"),
        ({"definition": "nowhere"}, "nowhere"),
    ],
)
def test_what_is_unknown_is_named(reading, plan, words):
    with pytest.raises(DefinitionError, match=words):
        sequence(reading, SequencePlan(permutations=0, **plan))


def test_a_session_without_the_channel_is_named_and_the_rest_goes_on(tmp_path):
    (tmp_path / "a.csv").write_text(VISIT)
    alone = "\n".join(line for line in VISIT.splitlines() if "caregiver" not in line)
    (tmp_path / "b.csv").write_text(alone + "\n")
    plan = SequencePlan(given="child:averted", target="caregiver:pause", permutations=0)
    found = sequence(read_paths([tmp_path]), plan)
    assert found.table.coded.sessions == ("a",)
    assert [Path(problem.parts()["path"]).stem for problem in found.failures] == ["b"]


def test_files_are_the_same_twice_and_no_input_is_written_over(reading, tmp_path):
    found = sequence(reading, SequencePlan(permutations=9))
    first = write_sequences(found, tmp_path / "one").parent
    second = write_sequences(found, tmp_path / "two").parent
    names = sorted(path.name for path in first.iterdir())
    assert names == [
        "lags.csv", "lags.parquet", "sequences.html", "sequences.json", "transitions.csv",
        "transitions.parquet",
    ]  # fmt: skip
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()
    total = sum(
        int(line.rsplit(",", 1)[1])
        for line in (first / "transitions.csv").read_text().splitlines()[1:]
    )
    assert total == 8
    later = read_paths([tmp_path])
    assert [session.name for session in later.sessions] == ["visit"]
