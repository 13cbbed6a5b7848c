"""One-file pages besides the report: the same style, no script, nothing loaded."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import RecordError
from .page import split_dois

if TYPE_CHECKING:
    from jinja2 import Environment

# XML (and so a strict reader) knows no such characters, escaped or not.
_NO_TEXT = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")


def render_page(template: str, *, rules: str = "", **content: Any) -> str:
    """Return a page as HTML that is XML, too.

    Parameters
    ----------
    template
        File name of the page's own template.
    rules
        Style rules that only this page needs.
    content
        What the template names.
    """
    style = f"{sheet('report.css')}\n{sheet('model.css')}\n{rules}"
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    page = _templates().get_template(template)
    return _NO_TEXT.sub("\ufffd", page.render(style=style, style_digest=digest, **content))


def write_page(text: str, path: str | Path) -> Path:
    """Write a page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    target = Path(path)
    try:
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as problem:
        raise _unwritable(path, problem.strerror or "no reason given") from None
    return target


def check_place(path: str | Path) -> None:
    """Refuse a place where no file can be written, before long work is done for it.

    Raises
    ------
    RecordError
        When the folder is missing, or a folder stands where the file should.
    """
    target = Path(path)
    if target.is_dir():
        raise _unwritable(path, "it is a folder")
    if not target.absolute().parent.is_dir():
        raise _unwritable(path, "its folder does not exist")


def _unwritable(path: str | Path, why: str) -> RecordError:
    return RecordError(
        path=str(path),
        where="",
        found=f"a place that cannot be written ({why})",
        expected="a file that can be written",
        todo="Choose another path for the page.",
    )


@cache
def sheet(name: str) -> str:
    """Return a style sheet of the templates."""
    return (files("reattune.reports") / "templates" / name).read_text("utf-8")


@cache
def _templates() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reattune.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dois"] = split_dois
    return environment
