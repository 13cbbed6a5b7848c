"""Every word on the screen, by key: one catalogue a language, for server and pages alike."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "strings"


@cache
def catalogue(language: str = "en") -> dict[str, Any]:
    """Return all texts of a language: ``en.toml`` and its parts ``en.NAME.toml``, as one tree."""
    texts: dict[str, Any] = {}
    for path in sorted(_FOLDER.glob(f"{language}*.toml")):
        part = tomllib.loads(path.read_text("utf-8"))
        twice = sorted(set(part) & set(texts))
        if twice:
            raise ValueError(f"{path.name}: {', '.join(twice)} stands in another part, too")
        texts.update(part)
    return texts


def text(key: str, **values: object) -> str:
    """Return one text; ``{name}`` in it is replaced by a value.

    Raises
    ------
    KeyError
        When the catalogue has no text of this key.
    """
    found: Any = catalogue()
    for part in key.split("."):
        found = found[part]
    if not isinstance(found, str):
        raise KeyError(key)
    words: str = found
    for name, value in values.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words
