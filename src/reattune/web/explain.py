"""The first page: what rupture and repair are, in plain words. Works without scripts."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

from .shell import page
from .strings import catalogue, text


def explain_page() -> HTMLResponse:
    """Return the page; its texts stand in the catalogue under ``explain``."""
    parts = "".join(
        f"<section><h2>{escape(part['title'])}</h2>{_paragraphs(part['text'])}</section>"
        for part in catalogue()["explain"]["part"]
    )
    doors = (
        f'<ul class="doors"><li><a class="button" href="/practice">'
        f"{escape(text('explain.practise'))}</a></li>"
        f'<li><a class="button quiet" href="/sessions">{escape(text("explain.look"))}</a></li></ul>'
    )
    body = (
        f'<h1>{escape(text("explain.title"))}</h1><p class="lead">{escape(text("explain.lead"))}'
        f"</p>{doors}{parts}{_sources()}"
    )
    return page(text("explain.title"), body, path="/explain")


def _sources() -> str:
    lines = "".join(f"<li>{escape(line)}</li>" for line in catalogue()["explain"]["sources"])
    title = escape(text("explain.sources_title"))
    return f"<details><summary>{title}</summary><ul>{lines}</ul></details>"


def _paragraphs(words: str) -> str:
    return "".join(f"<p>{escape(part.strip())}</p>" for part in words.strip().split("\n\n"))
