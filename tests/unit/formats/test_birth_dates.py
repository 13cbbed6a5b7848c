"""Names of columns that hold dates of birth, in several languages; and names that do not."""

from __future__ import annotations

import pytest

from reattune.formats.birth_dates import holds_birth_date


@pytest.mark.parametrize(
    "name",
    ["DOB", "child_dob", "birthDate",
     "Geburtstag", "Geburtsdatum", "naissance", "date de naissance",
     "fecha_nacimiento", "data di nascita", "data_nascimento", "DDN", "geboortedatum"],
)  # fmt: skip
def test_these_hold_a_date_of_birth(name):
    assert holds_birth_date(name)


@pytest.mark.parametrize("name", ["birth_order", "birth_weight", "code", "bout", "added"])
def test_these_do_not(name):
    assert not holds_birth_date(name)
