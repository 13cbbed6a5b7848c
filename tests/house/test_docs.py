"""Docs name everything that users can choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from reattune.episodes import definition_ids
from reattune.formats.registry import FORMATS
from reattune.kernels import ruptures
from reattune.measures import CATALOGUE
from reattune.model import PARAMETERS
from reattune.record import BOTH, CAREGIVER, CHILD

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", definition_ids())
def test_every_definition_is_on_its_page(name):
    assert f"`{name}`" in (DOCS / "definitions.md").read_text()


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_on_its_page(name):
    assert f"`{name}`" in (DOCS / "formats.md").read_text()


@pytest.mark.parametrize("state", sorted({*CHILD, *CAREGIVER, *BOTH}))
def test_every_state_is_on_the_page_of_the_record(state):
    assert f"`{state}`" in (DOCS / "record.md").read_text()


@pytest.mark.parametrize("number", range(1, 11))
def test_every_requirement_is_on_the_page_of_the_record(number):
    assert f"**R{number}**" in (DOCS / "record.md").read_text()


@pytest.mark.parametrize("word", CATALOGUE)
def test_every_measure_is_on_its_page(word):
    line = f"| `{word}` | {CATALOGUE[word].title} | {CATALOGUE[word].unit} |"
    assert line in (DOCS / "measures.md").read_text()


def test_the_reading_rules_in_the_docs_are_those_above_the_code():
    rules = ruptures.__doc__.replace("``", "`")
    rules = rules[rules.index("- A *stretch*") :].strip()
    assert rules in (DOCS / "definitions.md").read_text()


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_of_the_model_is_on_its_page_as_it_is(name):
    p = PARAMETERS[name]
    line = f"| `{name}` | {p.unit or '-'} | {p.start:g} | {p.low:g} to {p.high:g} |"
    assert line in (DOCS / "model.md").read_text()
