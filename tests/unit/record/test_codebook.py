"""Codebooks are checked key by key; errors name the line."""

from __future__ import annotations

import pytest
from hand_made import CODEBOOK, toy_codebook

from reattune.errors import CodebookError
from reattune.record import MISSING, parse_codebook, parse_toml, read_codebook


def changed(old, new):
    assert old in CODEBOOK
    return CODEBOOK.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (changed('"positive"', '"postive"'), 14, "one of"),
        (changed('role = "child"', "role = 3"), 8, "a text in quotes"),
        (changed('track = "engagement"', 'trak = "engagement"'), 9, "'trak'"),
        (changed("missing = [", "missing = 7 # ["), 10, "list of texts"),
        (changed('source = "made', 'sauce = "made'), 4, "'sauce'"),
        (changed("age_months = 7.5", "age_months = -1"), 12, "0 to 10,000"),
        (changed('rest = "neutral"', 'rest = "asleep"'), 22, "for a caregiver"),
        (changed('why = "free text"', 'wy = "free text"'), 29, "'wy'"),
        (changed("[[skip]]", "[skip]"), 27, r"\[\[skip\]\]"),
        (changed('engagement = ["distress"', 'engagement = "distress" #'), 35, "list of texts"),
    ],
)
def test_a_wrong_key_is_named_with_its_line(text, line, words):
    with pytest.raises(CodebookError, match=rf"line {line}\b.*{words}"):
        parse_codebook(text, path="toy.toml")


def test_syntax_errors_name_the_line():
    with pytest.raises(CodebookError, match=r"toy\.toml, line 2: found"):
        parse_codebook('id = "a"\ntitle = \n', path="toy.toml")


def test_no_track_at_all():
    with pytest.raises(CodebookError, match=r"no \[\[track\]\]"):
        parse_codebook('id = "a"\ntitle = "b"\nsource = "c"\n')


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(CodebookError, match="cannot be read"):
        read_codebook(tmp_path / "none.toml")


def test_exact_code_wins_over_patterns_and_patterns_keep_their_order():
    rule = toy_codebook(
        CODEBOOK.replace(
            '"cry*" = "distress"', '"*" = "neutral"\n"c*" = "distress"\n"cry" = "protest"'
        )
    ).rules[0]
    assert rule.state("cry") == "protest"
    assert rule.state("cat") == "neutral"
    assert rule.state("U") == MISSING
    assert rule.state("note 3") == ""


def test_a_code_nobody_knows_is_none():
    assert toy_codebook().rules[0].state("wave") is None


def test_brackets_in_a_tier_name_are_taken_as_they_are():
    book = toy_codebook(CODEBOOK.replace('tier = "baby"', 'tier = "baby [1]"'))
    assert book.rules[0].selector.matches("baby [1]", "")


def test_a_lab_may_declare_its_own_states():
    text = CODEBOOK.replace('"smile" = "positive"', '"smile" = "stress"')
    with pytest.raises(CodebookError, match="stress"):
        parse_codebook(text)
    book = parse_codebook(text + '\n[states]\nchild = ["stress"]\n')
    assert "stress" in book.states("child", "engagement")


def test_lines_of_nested_tables_are_found():
    text = "[a]\nb = 1\n[[c]]\nd = 2\n[c.e]\nf = 3\n[[c]]\nd = 4\n"
    lines = parse_toml(text, "x", CodebookError).lines
    assert lines == {
        "a": 1, "a.b": 2, "c.0": 3, "c.0.d": 4, "c.0.e": 5, "c.0.e.f": 6, "c.1": 7, "c.1.d": 8
    }  # fmt: skip
