"""The shipped definitions: each is whole, findable and documented; which fit a session."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_sessions import toy_definition, visit

from reattune.episodes import (
    definition_ids,
    find_episodes,
    fits,
    fitting_definitions,
    load_definition,
)
from reattune.errors import DefinitionError
from reattune.record.states import known_states

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "src/reattune/episodes/definitions"
PAGE = ROOT / "docs/definitions.md"


@pytest.mark.parametrize("name", definition_ids())
def test_a_shipped_definition_is_whole(name):
    """It parses, its id is its file's name, and it says what it is and where it is from."""
    definition = load_definition(name)
    assert definition.id == name
    assert definition.title
    assert definition.about.endswith(".")
    assert definition.source
    assert definition.noun


@pytest.mark.parametrize("name", definition_ids())
def test_a_shipped_definition_names_states_that_exist(name):
    """A misspelt state would silently never occur."""
    definition = load_definition(name)
    clauses = (
        *definition.match,
        definition.among,
        *definition.opens,
        *definition.answers,
        *definition.closes,
        *definition.unclosed,
        *definition.self_regulates,
        *definition.fades,
    )
    named = {
        "child": {state.lstrip("!") for clause in clauses for state in clause.child},
        "caregiver": {state.lstrip("!") for clause in clauses for state in clause.caregiver}
        | {*definition.harsh, *definition.mends},
    }
    for role, states in named.items():
        assert states <= known_states(role) | {"*"}


@pytest.mark.parametrize("name", definition_ids())
def test_a_shipped_definition_never_contradicts_itself(name):
    """On all states that exist; and some joint state opens, some closes."""
    definition = load_definition(name)
    rules = definition.rules(
        tuple(sorted(known_states("child"))), tuple(sorted(known_states("caregiver")))
    )
    if not definition.late_after:
        assert any(map(any, rules.opens))
        assert any(map(any, rules.closes))


def test_the_folder_holds_what_the_ids_say():
    assert definition_ids() == tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
    assert {"misattunement", "conflict", "match.affect"} <= set(definition_ids())


def test_every_id_is_on_the_page_of_definitions():
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in definition_ids() if f"`{name}`" not in page] == []


def test_late_repair_looks_at_definitions_that_exist():
    assert set(load_definition("late_repair").late_after) <= set(definition_ids())


def test_a_definition_of_ones_own_is_taken_by_path_or_as_it_is(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(toy_definition().text, encoding="utf-8")
    assert load_definition(str(path)) == toy_definition()
    mine = toy_definition()
    assert load_definition(mine) is mine


def test_a_name_that_is_nowhere_lists_what_there_is():
    with pytest.raises(DefinitionError) as caught:
        load_definition("misatunement")
    assert caught.value.path == "misatunement"
    assert "misattunement" in caught.value.expected


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(DefinitionError, match=r"cannot be read"):
        load_definition(str(tmp_path / "absent.toml"))


SESSION = visit(("baby", "smile", 0, 5), ("parent", "warm", 0, 5))


def test_what_fits_depends_on_the_codebook_not_on_what_happened():
    """Nobody cried or yelled in five seconds, but the codebook could have shown it."""
    fitting = fitting_definitions(SESSION)
    assert fitting[:2] == ("misattunement", "conflict")
    assert "match.same_state" in fitting
    assert all(len(find_episodes(SESSION, name)) == 0 for name in fitting)


def test_a_definition_of_another_channel_does_not_fit():
    """Nobody has an affect channel, and the parent no voice."""
    assert not {"match.affect", "respond.vocal"} & set(fitting_definitions(SESSION))
    assert not fits(SESSION, load_definition("match.affect"))


def test_late_repair_fits_where_its_parts_fit_and_a_mend_can_be_seen():
    assert fits(SESSION, load_definition("late_repair"))
    father = visit(("baby", "smile", 0, 5), ("parent", "warm", 0, 5), ("father", "warm", 0, 5))
    assert not fits(father, load_definition("late_repair"), caregiver="father")
