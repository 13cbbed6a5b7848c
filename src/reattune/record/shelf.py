"""The shipped codebooks, and which of them fits a file."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from ..errors import CodebookError
from .codebook import Codebook, parse_codebook, read_codebook
from .coding import Coding
from .mapping import coverage

SIGNALS = "signals"
"""The codebook of a session that holds continuous signals and no codes."""
_ENOUGH = 0.5
"""A shipped codebook that knows fewer of a file's rows than this is not offered."""


@cache
def codebook_ids() -> tuple[str, ...]:
    """Return the ids of all shipped codebooks, sorted."""
    folder = files("reattune.record") / "codebooks"
    return tuple(sorted(e.name[:-5] for e in folder.iterdir() if e.name.endswith(".toml")))


@cache
def _shipped(name: str) -> Codebook:
    text = (files("reattune.record") / "codebooks" / f"{name}.toml").read_text("utf-8")
    return parse_codebook(text, path=f"{name}.toml")


def load_codebook(name: str) -> Codebook:
    """Return a codebook by shipped id or by path.

    Raises
    ------
    CodebookError
        When neither a shipped codebook nor a file has this name, or the file is wrong.
    """
    if name in codebook_ids():
        return _shipped(name)
    if name.endswith(".toml") or Path(name).is_file():
        return read_codebook(name)
    raise CodebookError(
        path=name,
        where="",
        found="a codebook of that name nowhere",
        expected=f"one of {', '.join(codebook_ids())}, or a .toml file",
        todo="Choose one of these; `reattune codes FILE --draft my.toml` writes a first one.",
    )


def choose_codebook(coding: Coding) -> tuple[Codebook, str]:
    """Choose the shipped codebook that knows most of a file's rows.

    Among those that know more than half of the rows and see both a child and a caregiver, one made
    for the file's format comes first, then the larger share.

    Returns
    -------
    codebook, sentence
        The sentence says what was chosen and how well it fits; it is shown to the user.

    Raises
    ------
    CodebookError
        When none fits.
    """
    if coding.signals and not coding.rows:
        return _shipped(SIGNALS), ""
    best: tuple[bool, float, str] | None = None
    for name in codebook_ids():
        book = _shipped(name)
        known, total = coverage(coding, book)
        share = known / total if total else 0.0
        rank = (coding.source.format in book.formats, share, name)
        if share > _ENOUGH and (best is None or rank[:2] > best[:2]):
            best = rank
    if best is None:
        raise _none_fits(coding)
    book = _shipped(best[2])
    text = f"codebook {book.id} ({book.title}): it knows {best[1]:.0%} of the rows"
    return book, text


def _none_fits(coding: Coding) -> CodebookError:
    path = Path(coding.source.path).name
    names = sorted({f"{r.tier} ({r.subject})" if r.subject else r.tier for r in coding.rows})
    shown = ", ".join(names[:8]) + (" ..." if len(names) > 8 else "")
    if not coding.rows:
        return CodebookError(
            path=coding.source.path,
            where=coding.name,
            found="no rows",
            expected="one at least",
            todo="Code the observation, or leave it out.",
        )
    return CodebookError(
        path=coding.source.path,
        where=coding.name,
        found=f"no shipped codebook that knows most of its rows, for child and caregiver ({shown})",
        expected="a codebook that says whose each tier is and what its codes mean",
        todo=f"Run `reattune codes {path} --draft my.toml`, check it, and add --codebook my.toml.",
    )
