"""Which names of columns or codes hold a date of birth: such values are never carried on."""

from __future__ import annotations

import re

_INSIDE = re.compile(
    r"birth_?(date|day|dt|month|year)|(date|day|month|year)_?of_?birth|bdate|bday"
    r"|geburtsdatum|geburtstag|geburtsjahr|geboortedatum|naissance|nacimiento|nascita|nascimento"
)
_WORD = re.compile(r"(^|_)(dob|ddn|birth)($|_(of_)?(child|infant|baby|mother|mom|father|dad)($|_))")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[^a-z0-9]+")


def holds_birth_date(name: str) -> bool:
    """Whether a column of this name holds dates of birth (``birthdate``, ``DOB``, ``child_dob``).

    ``birth_order`` and ``birth_weight`` do not.
    """
    plain = _MARKS.sub("_", _CAMEL.sub("_", name).lower()).strip("_")
    return bool(_INSIDE.search(plain) or _WORD.search(plain))
