"""Definitions that are wrong: the error names file, line, what stands there and what should."""

from __future__ import annotations

import re

import pytest
from made_sessions import DEFINITION, toy_definition

from reattune.episodes import parse_definition, read_definition
from reattune.errors import DefinitionError


def line_of(text, start):
    """Number of the first line that starts like this."""
    return next(i for i, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def refused(old, new):
    assert old in DEFINITION
    text = DEFINITION.replace(old, new, 1)
    with pytest.raises(DefinitionError) as caught:
        parse_definition(text, path="lab.toml")
    assert caught.value.path == "lab.toml"
    assert caught.value.todo
    return caught.value, text


@pytest.mark.parametrize(
    ("old", "new", "start", "found"),
    [
        ('id = "toy"', "id = toy", "id", "Invalid value"),
        ('id = "toy"', 'id = ""', "id", "''"),
        ('title = "A toy"', "title = 3", "title", "3"),
        ('title = "A toy"', 'titel = "A toy"', "titel", "the key 'titel'"),
        ('id = "toy"', 'id = "toy"\nhorizon = "a minute"', "horizon", "'a minute'"),
        ("min_duration = 1.0", "min_duration = -1", "min_duration", "-1"),
        ("min_duration = 1.0", "min_duration = true", "min_duration", "True"),
        ("min_duration = 1.0", "min_duration = nan", "min_duration", "nan"),
        ("min_duration = 1.0", "min_duration = 1e9", "min_duration", "1000000000.0"),
        ("min_duration = 1.0", 'begins = "father"', "begins", "'father'"),
        ("min_duration = 1.0", 'after = "mismatch"', "after", "'mismatch'"),
        ("min_duration = 1.0", "minimum = 1.0", "minimum", "the key 'minimum'"),
        ("window = 3.0", "within = 3.0", "within", "the key 'within'"),
        ("wait = 4.0", 'wait = "4 s"', "wait", "'4 s'"),
        ('harsh = ["hostile"]', 'harsh = "hostile"', "harsh", "'hostile'"),
        ('mend = ["mend"]', "mend = [1]", "mend", "[1]"),
        ("tie = 0.5", 'rule = "last"', "rule", "'last'"),
        ('child = ["engagement", "voice"]', "child = true", "child", "True"),
        ("window = 3.0", 'child = "distress"', 'child = "distress"', "'distress'"),
    ],
)
def test_a_wrong_value_or_key_is_found_on_its_line(old, new, start, found):
    error, text = refused(old, new)
    assert re.match(rf"line {line_of(text, start)}\b", error.where), error.where
    assert found in error.found
    assert error.expected


@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ('"distress"', "'distress'"),
        ('{ kid = ["distress"] }', "the key 'kid'"),
        ('{ child = "distress" }', "'distress'"),
        ('{ child = ["distress"], by = "father" }', "'father'"),
        ('{ child = ["distress"], at_once = "yes" }', "'yes'"),
        ('{ child = ["distress"], same = 1 }', "1"),
    ],
)
def test_a_wrong_clause_names_the_line_of_its_list(clause, found):
    error, text = refused("[self_regulates]", f"[fades]\nwhen = [{clause}]\n\n[self_regulates]")
    line = line_of(text, "[fades]") + 1
    assert error.where.startswith(f"line {line} (fades: when")
    assert found in error.found


def test_a_list_of_clauses_must_be_a_list():
    error, _ = refused('when = [{ child = ["positive", "neutral"], caregiver = ["stimulate"] }]',
                       'when = "calm"')  # fmt: skip
    assert "self_regulates" in error.where
    assert error.found == "'calm'"


def test_a_value_where_a_table_belongs():
    error, _ = refused('id = "toy"', 'id = "toy"\nfades = 3')
    assert error.where.startswith("line 3 (fades")
    assert error.expected == "a table [fades]"


@pytest.mark.parametrize("key", ["id", "title", "source", "about"])
def test_no_definition_without_its_name_and_source(key):
    text = "\n".join(line for line in DEFINITION.splitlines() if not line.startswith(f"{key} = "))
    with pytest.raises(DefinitionError, match=rf"{key}: found nothing"):
        parse_definition(text, path="lab.toml")


@pytest.mark.parametrize("table", ["opens", "closes"])
def test_a_definition_that_cannot_open_or_close_is_refused(table):
    text = DEFINITION.replace(f"[{table}]\nwhen", f"[{table}]\n# when", 1)
    if table == "opens":
        text = re.sub(r"# when = \[\n(.*\n)*?\]\n", "", text, count=1)
    else:
        text = re.sub(r"# when = .*\n", "", text, count=1)
    with pytest.raises(DefinitionError, match=rf"line \d+ \({table}"):
        parse_definition(text, path="lab.toml")


def test_a_mismatch_needs_a_match():
    text = """
    id = "m"
    title = "m"
    source = "s"
    about = "a"
    [opens]
    when = "mismatch"
    [closes]
    when = [{ child = ["positive"] }]
    """
    with pytest.raises(DefinitionError, match=r"opens"):
        parse_definition(text, path="lab.toml")


def test_broken_toml_names_the_line():
    error, text = refused("[answered]", "[answered")
    assert error.where == f"line {line_of(text, '[answered')}"
    assert error.expected == "valid TOML"


def test_a_key_given_twice_names_the_line():
    error, text = refused("tie = 0.5", "tie = 0.5\ntie = 0.6")
    assert error.where == f"line {line_of(text, 'tie = 0.6')}"


def test_times_are_read_in_seconds_and_kept_in_ms():
    definition = toy_definition(("min_duration = 1.0", "min_duration = 0.04"))
    assert (definition.min_duration, definition.hold, definition.wait) == (40, 1_000, 4_000)
    assert (definition.answer_window, definition.tie, definition.horizon) == (3_000, 500, 0)


def test_what_is_left_out_has_the_documented_default():
    definition = parse_definition(
        'id = "d"\ntitle = "t"\nsource = "s"\nabout = "a"\n'
        '[opens]\nwhen = [{ child = ["distress"] }]\n[closes]\nwhen = [{ child = ["positive"] }]\n',
        path="d.toml",
    )
    assert (definition.noun, definition.doi) == ("rupture", "")
    assert definition.child_tracks == definition.caregiver_tracks == ("engagement",)
    assert (definition.min_duration, definition.hold, definition.grid) == (1_000, 0, 0)
    assert (definition.after_match, definition.begins, definition.first_mover) == (False, "", True)
    assert (definition.self_hold, definition.fade_hold) == (1_000, 1_000)
    assert (definition.wait, definition.tie, definition.gap, definition.horizon) == (0, 0, 0, 0)


def test_a_file_is_read_with_and_without_a_byte_order_mark(tmp_path):
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / f"{encoding}.toml"
        path.write_text(DEFINITION, encoding=encoding)
        assert read_definition(path).id == "toy"


def test_a_file_that_cannot_be_read(tmp_path):
    latin = tmp_path / "latin.toml"
    latin.write_bytes(DEFINITION.replace("A toy", "Ein Lärm").encode("latin-1"))
    for path in (latin, tmp_path / "absent.toml", tmp_path):
        with pytest.raises(DefinitionError, match=r"cannot be read") as caught:
            read_definition(path)
        assert caught.value.path == str(path)
