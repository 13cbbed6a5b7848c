"""What a file holds, and a first codebook that then works."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reattune.record import Coding, Row, Source, build_session, parse_codebook
from reattune.study import draft_codebook, list_codes, load_codings
from reattune.study.listing import count_codes, guess_role, guess_state

TABLE = (
    "onset_ms,offset_ms,person,code\n0,1000,Baby,cry\n1000,1500,Baby,cry\n2000,2000,Baby,zap\n"
    "0,900,Mom,sings\n900,2100,Mom,soothes baby\n"
)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "visit.csv"
    path.write_text(TABLE)
    return path


def test_counts_and_durations(table):
    """Two cries of 1.0 and 0.5 s, one point event."""
    (found,) = list_codes(table)
    rows = {(c["subject"], c["code"]): (c["count"], c["points"], c["seconds"])
            for c in found["codes"]}  # fmt: skip
    assert rows["Baby", "cry"] == (2, 0, 1.5)
    assert rows["Baby", "zap"] == (1, 1, 0.0)
    assert rows["Mom", "soothes baby"] == (1, 0, 1.2)
    assert found["codebook"] == ""
    assert found["rows"] == 5


def test_the_draft_works_and_leaves_unknown_codes_unmapped(table):
    """`cry` and `soothes baby` are guessed by their words; `zap` and `sings` are for a person."""
    (coding,) = load_codings(table)
    text = draft_codebook(coding, name="lab")
    assert '# "zap" = ""  # unmapped' in text
    session = build_session(coding, parse_codebook(text))
    assert session.pair() == ("child", "caregiver")
    states = {e.code: e.state for e in session.events}
    assert states == {"cry": "distress", "zap": "", "sings": "", "soothes baby": "soothe"}


@pytest.mark.parametrize(
    ("tier", "subject", "role"),
    [
        ("Infant Affect", "", "child"),
        ("events", "mother", "caregiver"),
        ("CHI", "", "child"),
        ("vcm@CHI", "", "child"),
        ("mother-child", "", None),
        ("childhands.look", "", "child"),
        ("parenthands.look", "", "caregiver"),
        ("gaze", "", None),
        ("ManualNotes", "dog", None),
    ],
)
def test_roles_are_guessed_from_names_or_not_at_all(tier, subject, role):
    assert guess_role(tier, subject) == role


def test_states_are_guessed_from_words_or_not_at_all():
    assert guess_state("child", "Look_away") == "averted"
    assert guess_state("caregiver", "do-over") == "mend"
    assert guess_state("child", "q") is None


names = st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12
).map(str.strip).filter(bool)  # fmt: skip


@given(st.lists(st.tuples(names, names, names), min_size=1, max_size=8))
def test_any_names_make_a_draft_that_reads_its_own_file(triples):
    rows = tuple(
        Row(tier, subject, code, i * 10, i * 10 + 5, f"line {i}")
        for i, (tier, subject, code) in enumerate(triples)
    )
    source = Source("x.csv", "table", "0" * 64, 1, "ms", "first row")
    coding = Coding("x", source, rows, tuple(dict.fromkeys(r.tier for r in rows)))
    session = build_session(coding, parse_codebook(draft_codebook(coding)))
    assert len(session.events) == len(rows) + sum(f.rows for f in session.findings)
    assert sum(c.count for c in count_codes(coding)) == len(rows)
