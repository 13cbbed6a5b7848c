"""The page where a scene is chosen; it works without scripts."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

from .shell import page
from .strings import text

_DOORS = (
    ("/practice/rattle", "rattle", ()),
    ("/practice/angry-child?age=5", "angry-child", ("five",)),
    ("/practice/angry-child?age=10", "angry-child", ("ten",)),
)


def choose_page() -> HTMLResponse:
    """Return the page."""
    seed = _words("seed")
    body = f"""<h1>{_words("title")}</h1>
<p class="lead">{_words("lead")}</p>
<p>{_words("kind")}</p>
<ul class="scenes">{"".join(_door(*door) for door in _DOORS)}</ul>
<p><a class="button quiet" href="/practice/cues">{_words("cues.link")}</a></p>
<section aria-labelledby="teach"><h2 id="teach">{_words("teach.title")}</h2>
<p>{_words("teach.about")}</p>
<form class="seed" action="/practice/rattle" method="get">
<label>{seed} <input name="seed" inputmode="numeric" pattern="[0-9]{{1,15}}" value="7"></label>
<button>{_words("teach.rattle")}</button>
<button formaction="/practice/angry-child">{_words("teach.angry")}</button></form>
<div id="replay"></div></section>
<p class="small">{_words("model")}</p>"""
    modules = ["practice/replay.js"]
    return page(
        text("practice.title"),
        body,
        path="/practice",
        modules=modules,
        styles=["practice/practice.css"],
    )


def _door(target: str, scene: str, more: tuple[str, ...]) -> str:
    named = "".join(f" {_words(f'{scene}.{part}')}" for part in more)
    return (
        f"<li><h2>{_words(f'{scene}.title')}{named}</h2><p>{_words(f'{scene}.about')}</p>"
        f'<a class="button" href="{escape(target)}">{_words(f"{scene}.go")}{named}</a></li>'
    )


def _words(key: str) -> str:
    return escape(text(f"practice.{key}"))
